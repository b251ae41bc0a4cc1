import { describe, expect, it } from "vitest";
import type { Policy } from "../../catalog/policy.ts";
import type { ClassifiedError } from "../../spi/wire-protocol.ts";
import { head, target } from "./__fixtures__/target.ts";
import { classifyError } from "./classify-error.ts";

function classify(
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
  policy: Policy = {},
): ClassifiedError {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return classifyError(head(status, headers), new TextEncoder().encode(text), target(policy));
}

const openai = (
  message: string,
  code: string | null = null,
  type = "invalid_request_error",
  param: string | null = null,
): unknown => ({ error: { message, type, param, code } });

describe("classifyError", () => {
  it.each([
    [400, openai("bad"), "invalid_request", false],
    [
      400,
      openai("This model's maximum context length is 8192 tokens.", "context_length_exceeded"),
      "context_length",
      false,
    ],
    [400, openai("This model's maximum context length is 8192 tokens."), "context_length", false],
    [413, "too large", "invalid_request", false],
    [422, { detail: [{ loc: ["body", "x"], msg: "field required" }] }, "invalid_request", false],
    [400, openai("flagged", "content_policy_violation"), "content_filter", false],
    [
      400,
      openai(
        "The response was filtered due to the prompt triggering content management policy.",
        "content_filter",
      ),
      "content_filter",
      false,
    ],
    [400, openai("The model `x` does not exist"), "model_not_found", false],
    [
      400,
      openai("Unsupported parameter: 'temperature'", "unsupported_parameter"),
      "unsupported_parameter",
      false,
    ],
    [
      400,
      openai("Unsupported value: 'temperature'", "unsupported_value"),
      "unsupported_parameter",
      false,
    ],
    [400, openai("Unknown parameter: 'foo'.", "unknown_parameter"), "invalid_request", false],
    [401, openai("Incorrect API key provided", "invalid_api_key"), "authentication", false],
    [401, "", "authentication", false],
    [
      400,
      {
        error: {
          code: 400,
          message: "API key not valid. Please pass a valid API key.",
          status: "INVALID_ARGUMENT",
        },
      },
      "authentication",
      false,
    ],
    [402, { error: { message: "Insufficient Balance" } }, "quota_exceeded", false],
    [403, openai("no access"), "permission", false],
    [
      404,
      openai("The model `x` does not exist or you do not have access to it.", "model_not_found"),
      "model_not_found",
      false,
    ],
    [404, openai("nope", null, "invalid_request_error", "model"), "model_not_found", false],
    [404, { detail: "Not Found" }, "invalid_request", false],
    [408, "", "server_error", true],
    [409, "", "server_error", true],
    [425, "", "server_error", true],
    [429, openai("slow down", "rate_limit_exceeded", "requests"), "rate_limit", true],
    [
      429,
      openai("You exceeded your current quota", "insufficient_quota", "insufficient_quota"),
      "quota_exceeded",
      false,
    ],
    [429, openai("Check your billing details"), "quota_exceeded", false],
    [499, "", "server_error", true],
    [500, openai("oops", null, "server_error"), "server_error", true],
    [502, "", "server_error", true],
    [503, openai("busy"), "overloaded", true],
    [503, openai("The engine is overloaded.", null, "server_error"), "overloaded", true],
    [504, "", "server_error", true],
    [529, openai("busy"), "overloaded", true],
    [501, "", "server_error", false],
  ] as [number, unknown, string, boolean][])("%i %j is %s", (status, body, code, retryable) => {
    expect(classify(status, body)).toMatchObject({ code, retryable, status });
  });

  it.each([
    [{ error: { message: "m" } }, "m"],
    [{ error: "m" }, "m"],
    [{ message: "m" }, "m"],
    [{ detail: "m" }, "m"],
    [{ errors: [{ message: "m" }, "n"] }, "m; n"],
    [[{ error: { message: "m" } }], "m"],
    [{ detail: [{ loc: ["body", "x"], msg: "m" }] }, "body.x: m"],
    [
      { error: { message: "Provider returned error", metadata: { raw: "m" } } },
      "Provider returned error: m",
    ],
    ['data: {"error":{"message":"m"}}\n\n', "m"],
    [{ x: 1 }, "Acme answered 418 without saying why."],
  ])("finds the message in %j", (body, message) => {
    expect(classify(418, body).message).toBe(message);
  });

  it("asks the platform's rules first, in order, all conditions together", () => {
    const errors: Policy["errors"] = [
      { status: [400, 422], path: "error.code", match: "^20031$", as: "model_not_found" },
      { status: 400, match: "busy", as: "overloaded" },
      { path: "error.code", as: "permission", retryable: true },
    ];
    expect(
      classify(400, { error: { code: "20031", message: "busy" } }, {}, { errors }),
    ).toMatchObject({ code: "model_not_found" });
    expect(classify(400, "very BUSY", {}, { errors })).toMatchObject({
      code: "overloaded",
      retryable: true,
    });
    expect(classify(500, { error: { code: 5 } }, {}, { errors })).toMatchObject({
      code: "permission",
      retryable: true,
    });
    expect(classify(500, { error: { code: null } }, {}, { errors })).toMatchObject({
      code: "server_error",
    });
  });

  it("26 obeys x-should-retry, but never repeats a request without quota", () => {
    expect(classify(400, openai("x"), { "x-should-retry": "true" }).retryable).toBe(true);
    expect(classify(500, openai("x"), { "x-should-retry": "false" }).retryable).toBe(false);
    expect(
      classify(429, openai("x", "insufficient_quota"), { "x-should-retry": "true" }).retryable,
    ).toBe(false);
  });

  it("36 shortens a page of HTML to its words", () => {
    const page = `<!doctype html><html><head><style>b{}</style><script>alert("x")</script></head><body><h1>502 Bad&nbsp;Gateway</h1>${"<p>nginx</p>".repeat(500)}</body></html>`;
    const { message } = classify(502, page, { "content-type": "text/html; charset=utf-8" });
    expect(message).toMatch(
      /^non-JSON 502 from api\.acme\.test \(text\/html\): 502 Bad Gateway nginx/,
    );
    expect(message.length).toBeLessThan(280);
    expect(message).not.toMatch(/[<>{}]|alert/);
  });

  it("names the base URL where nothing answers at the path", () => {
    expect(classify(404, "404 page not found").message).toMatch(
      /^non-JSON 404 .*https:\/\/api\.acme\.test\/v1/,
    );
  });

  it("37 reads no more than 64 KiB and survives deep nesting and unclosed markup", () => {
    expect(classify(500, "x".repeat(1_000_000)).message.length).toBeLessThan(280);
    expect(classify(500, { error: { message: "m".repeat(50_000) } }).message.length).toBeLessThan(
      2_100,
    );
    expect(classify(500, `${"[".repeat(30_000)}${"]".repeat(30_000)}`)).toMatchObject({
      code: "server_error",
    });
    expect(classify(500, "<script>".repeat(5_000))).toMatchObject({ code: "server_error" });
  });

  it("finds the request id", () => {
    expect(classify(500, "", { "x-request-id": "r1" }).requestId).toBe("r1");
    expect(classify(500, { request_id: "r2" }).requestId).toBe("r2");
  });
});
