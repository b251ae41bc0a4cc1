/** Encodes bytes as base64, in Node and in browsers. */
export function toBase64(bytes: Uint8Array): string {
  if (typeof Buffer !== "undefined") {
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
  }
  let binary = "";
  // fromCharCode takes its input as arguments, so the bytes go in slices.
  for (let at = 0; at < bytes.length; at += 8192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(binary);
}

/** Decodes base64, in Node and in browsers; undefined when the text is not base64. */
export function fromBase64(text: string): Uint8Array | undefined {
  try {
    const binary = atob(text);
    const bytes = new Uint8Array(binary.length);
    for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
    return bytes;
  } catch {
    return undefined;
  }
}

/** The media type and the base64 text of a `data:` URL; undefined for anything else. */
export function parseDataUrl(url: string): { mediaType: string; base64: string } | undefined {
  const match = /^data:([^;,]*)((?:;[^;,]*)*),/i.exec(url);
  if (match === null) return undefined;
  const mediaType = match[1] === undefined || match[1] === "" ? "text/plain" : match[1];
  const body = url.slice(match[0].length);
  if (/;base64$/i.test(match[2] ?? "")) return { mediaType, base64: body };
  try {
    return { mediaType, base64: toBase64(new TextEncoder().encode(decodeURIComponent(body))) };
  } catch {
    return undefined;
  }
}
