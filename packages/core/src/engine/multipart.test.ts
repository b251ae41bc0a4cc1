import { expect, test } from "vitest";
import { encodeMultipart } from "./multipart.ts";

test("a multipart body reads back as the form it was made from, each time it is made", async () => {
  const parts = [
    { name: "model", open: () => new TextEncoder().encode("whisper") },
    {
      name: 'odd "name"',
      filename: "a\r\nb.wav",
      mediaType: "audio/wav",
      async *open() {
        yield new Uint8Array([0, 255]);
        yield new Uint8Array([13, 10]);
      },
    },
  ];
  for (let attempt = 0; attempt < 2; attempt++) {
    const { body, contentType } = await encodeMultipart(parts);
    const form = await new Response(body as Uint8Array<ArrayBuffer>, {
      headers: { "content-type": contentType },
    }).formData();
    expect(form.get("model")).toBe("whisper");
    const file = [...form.values()].find((value) => typeof value !== "string") as File;
    expect(new Uint8Array(await file.arrayBuffer())).toEqual(new Uint8Array([0, 255, 13, 10]));
    expect(file.type).toBe("audio/wav");
  }
});
