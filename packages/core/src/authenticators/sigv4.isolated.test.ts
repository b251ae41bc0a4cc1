import { createHash } from "node:crypto";
import { inspect } from "node:util";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { ModelFactory, registerProvider } from "../index.ts";
import {
  goodAnswer,
  goodStream,
  sendJson,
  sendSse,
  startServer,
  type Answer,
  type TestServer,
} from "../engine/__fixtures__/server.ts";
import { openaiChat } from "../wires/openai-chat/index.ts";
import type { WireProtocol } from "../spi/wire-protocol.ts";
import { signature, sigv4 } from "./__fixtures__/sigv4.ts";

const SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";

// Signature and clock are what is tried here, so the wire only adds the clock to the errors of openai-chat.
const wire: WireProtocol = {
  ...openaiChat,
  id: "bedrock-converse",
  classifyError(head, body, target) {
    const classified = openaiChat.classifyError(head, body, target);
    if (!new TextDecoder().decode(body).includes("InvalidSignatureException")) return classified;
    return { ...classified, skewMs: Date.parse(head.headers.get("date") ?? "") - Date.now() };
  },
};
beforeAll(() =>
  registerProvider({ specVersion: 1, id: "test", wires: [wire], authenticators: [sigv4] }),
);

let server: TestServer;
afterEach(() => server.close());

function verified(clockOffsetMs: number, answer: Answer): Answer {
  return (response, request, nth) => {
    const amzDate = String(request.headers["x-amz-date"]);
    const at = Date.parse(
      amzDate.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"),
    );
    const serverNow = Date.now() + clockOffsetMs;
    response.setHeader("date", new Date(serverNow).toUTCString());
    const signedHeaders =
      /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? "")?.[1]?.split(";") ?? [];
    const expected = signature({
      method: request.method,
      path: request.path,
      headers: request.headers as Record<string, string>,
      signedHeaders,
      bodySha256: createHash("sha256").update(request.body).digest("hex"),
      amzDate,
      region: "eu-west-1",
      service: "bedrock",
      secretAccessKey: SECRET,
    });
    if (!request.headers.authorization?.endsWith(`Signature=${expected}`)) {
      sendJson(response, 403, { message: "The request signature does not match." });
    } else if (Math.abs(serverNow - at) > 5 * 60_000) {
      sendJson(response, 403, {
        __type: "InvalidSignatureException",
        message: "Signature expired",
      });
    } else void answer(response, request, nth);
  };
}

function model() {
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIDEXAMPLE");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", SECRET);
  return ModelFactory.create({
    modelPlatform: "aws-bedrock",
    modelType: "anthropic.claude-x",
    surface: "bedrock-converse",
    url: server.url,
    vars: { region: "eu-west-1" },
  });
}

test("signs the final bytes, for streams and whole answers", async () => {
  server = await startServer(
    verified(0, (response, request) =>
      request.body.includes('"stream":true')
        ? sendSse(response, goodStream())
        : sendJson(response, 200, goodAnswer()),
    ),
  );
  expect((await model().generate("Grüße")).text).toBe("Hello");
  expect((await model().stream("Grüße").result()).text).toBe("Hello");
});

test("signs once per attempt", async () => {
  server = await startServer(
    verified(0, (response, _, nth) =>
      nth === 0
        ? sendJson(response, 500, {}, { "retry-after-ms": "1" })
        : sendJson(response, 200, goodAnswer()),
    ),
  );
  expect((await model().generate("Hi")).text).toBe("Hello");
  expect(server.requests).toHaveLength(2);
});

test("repairs a clock that is off, once", async () => {
  server = await startServer(
    verified(3_600_000, (response) => sendJson(response, 200, goodAnswer())),
  );
  expect((await model().generate("Hi")).text).toBe("Hello");
  expect(server.requests).toHaveLength(2);
  await server.close();
  server = await startServer((response) => {
    response.setHeader("date", new Date(Date.now() + 3_600_000).toUTCString());
    sendJson(response, 403, { __type: "InvalidSignatureException", message: "Signature expired" });
  });
  await expect(model().generate("Hi")).rejects.toMatchObject({ code: "permission" });
  expect(server.requests).toHaveLength(2);
});

test("a missing field is named, and no field is ever printed", async () => {
  server = await startServer((response) => sendJson(response, 403, { message: `no ${SECRET}` }));
  const error: unknown = await model()
    .generate("Hi")
    .catch((caught: unknown) => caught);
  expect(
    inspect(error, { depth: Infinity }) + inspect(model(), { depth: Infinity, showHidden: true }),
  ).not.toContain(SECRET);
  const without = model();
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "");
  await expect(without.generate("Hi")).rejects.toMatchObject({
    code: "missing_key",
    message: expect.stringContaining("AWS_SECRET_ACCESS_KEY") as string,
  });
});
