import { isBytes } from "../is-bytes.ts";
import type { MultipartPart } from "../spi/wire-protocol.ts";

/**
 * Writes a `multipart/form-data` body; every part is opened anew, so that a retry reads it again.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7578
 */
export async function encodeMultipart(
  parts: readonly MultipartPart[],
): Promise<{ body: Uint8Array; contentType: string }> {
  const boundary = `byok-${crypto.randomUUID()}`;
  const encoder = new TextEncoder();
  const chunks: Uint8Array[] = [];
  for (const part of parts) {
    const filename = part.filename === undefined ? "" : `; filename="${quoted(part.filename)}"`;
    const type = part.mediaType === undefined ? "" : `content-type: ${part.mediaType}\r\n`;
    chunks.push(
      encoder.encode(
        `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(part.name)}"${filename}\r\n${type}\r\n`,
      ),
    );
    const source = part.open();
    if (isBytes(source)) chunks.push(source);
    else for await (const chunk of source) chunks.push(chunk);
    chunks.push(encoder.encode("\r\n"));
  }
  chunks.push(encoder.encode(`--${boundary}--\r\n`));
  const body = new Uint8Array(chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let offset = 0;
  for (const chunk of chunks) {
    body.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return { body, contentType: `multipart/form-data; boundary=${boundary}` };
}

function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
