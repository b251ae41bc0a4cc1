import { request } from "undici";

const HEADERS = { "content-type": "application/json", authorization: "Bearer bench" };
const BODY = JSON.stringify({
  model: "gpt-4o-mini",
  messages: [{ role: "user", content: "Hello" }],
  stream: true,
});

interface Frame {
  choices?: { delta?: { content?: string } }[];
  delta?: { text?: string };
}

/**
 * The least that still reads a stream: undici's request, lines cut by hand, JSON.parse. No limits, no checks, no
 * usage: what every ratio of the table is measured against.
 *
 * @returns The length of the text.
 */
export async function readRawStream(url: string): Promise<number> {
  const { body } = await request(url, { method: "POST", headers: HEADERS, body: BODY });
  const decoder = new TextDecoder();
  let rest = "";
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    const text = rest + decoder.decode(chunk, { stream: true });
    let start = 0;
    let end = text.indexOf("\n");
    while (end !== -1) {
      if (text.startsWith("data: ", start)) {
        const data = text.slice(start + 6, end);
        if (data !== "[DONE]") length += textOf(JSON.parse(data) as Frame).length;
      }
      start = end + 1;
      end = text.indexOf("\n", start);
    }
    rest = text.slice(start);
  }
  return length;
}

function textOf(frame: Frame): string {
  return frame.choices?.[0]?.delta?.content ?? frame.delta?.text ?? "";
}

/** One small request: undici's request and the body parsed. */
export async function sendRawRequest(url: string): Promise<void> {
  const { body } = await request(url, { method: "POST", headers: HEADERS, body: BODY });
  await body.json();
}
