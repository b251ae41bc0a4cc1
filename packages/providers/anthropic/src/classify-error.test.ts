import { describe, expect, test } from "vitest";

import { testHead, testTarget } from "./__fixtures__/test-target.ts";
import { classifyError } from "./classify-error.ts";

const bytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const body = (type: string, message: string, details?: object): unknown => ({
  type: "error",
  error: { type, message, ...(details === undefined ? {} : { details }) },
  request_id: "req_011",
});

describe("error answers", () => {
  test.each([
    [400, "invalid_request_error", "messages: field required", "invalid_request", false],
    [
      400,
      "invalid_request_error",
      "prompt is too long: 205011 tokens > 200000 maximum",
      "context_length",
      false,
    ],
    [
      400,
      "invalid_request_error",
      "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
      "context_length",
      false,
    ],
    [
      400,
      "invalid_request_error",
      "Your credit balance is too low to access the Anthropic API.",
      "quota_exceeded",
      false,
    ],
    [
      400,
      "invalid_request_error",
      "Output blocked by content filtering policy",
      "content_filter",
      false,
    ],
    [401, "authentication_error", "invalid x-api-key", "authentication", false],
    [408, "invalid_request_error", "request timed out", "server_error", true],
    [409, "invalid_request_error", "conflict", "server_error", true],
    [425, "invalid_request_error", "too early", "server_error", true],
    [402, "invalid_request_error", "Payment required", "quota_exceeded", false],
    [402, "billing_error", "Payment required", "quota_exceeded", false],
    [403, "permission_error", "Your API key does not have permission", "permission", false],
    [404, "not_found_error", "model: claude-nope", "model_not_found", false],
    [413, "request_too_large", "Request exceeds the maximum size", "invalid_request", false],
    [429, "rate_limit_error", "This request would exceed your rate limit", "rate_limit", true],
    [500, "api_error", "Internal server error", "server_error", true],
    [504, "timeout_error", "Request timed out", "server_error", true],
    [529, "overloaded_error", "Overloaded", "overloaded", true],
    [529, "a_new_error", "Who knows", "overloaded", true],
    [418, "a_new_error", "Who knows", "invalid_request", false],
  ])("%i %s (%s) is %s", (status, type, message, code, retryable) => {
    const error = classifyError(testHead(status), bytes(body(type, message)), testTarget());
    expect(error).toMatchObject({ code, retryable, message, status, requestId: "req_011" });
  });

  test.each([
    [401, "invalid_request_error", "bad key", "authentication"],
    [401, "api_error", "who are you", "authentication"],
    [403, "invalid_request_error", "not for you", "permission"],
    [404, "invalid_request_error", "no such model", "model_not_found"],
    [403, "invalid_request_error", "Your credit balance is too low", "quota_exceeded"],
    [403, "billing_error", "Payment required", "quota_exceeded"],
  ])("status %i says more than %s (%s): %s", (status, type, message, code) => {
    const error = classifyError(testHead(status), bytes(body(type, message)), testTarget());
    expect(error).toMatchObject({ code, retryable: false, message, status });
  });

  test("a spend limit is no rate limit: waiting does not help", () => {
    const spent = body("rate_limit_error", "limit", { error_code: "enforced_spend_limit_reached" });
    expect(
      classifyError(testHead(429, { "x-should-retry": "true" }), bytes(spent), testTarget()),
    ).toMatchObject({
      code: "quota_exceeded",
      retryable: false,
    });
  });

  test("the platform's rules come first", () => {
    const target = testTarget({
      policy: { errors: [{ status: 400, match: "sensitive", as: "content_filter" }] },
    });
    const error = classifyError(
      testHead(400),
      bytes(body("invalid_request_error", "sensitive words")),
      target,
    );
    expect(error.code).toBe("content_filter");
  });

  test("headers: request id and the platform's word on retrying", () => {
    const head = testHead(429, {
      "request-id": "req_h",
      "x-should-retry": "false",
    });
    const error = classifyError(head, bytes(body("rate_limit_error", "slow down")), testTarget());
    expect(error).toMatchObject({ requestId: "req_h", retryable: false });
  });

  test("a page of HTML becomes one sentence", () => {
    const html =
      "<html><head><style>p{}</style></head><body><h1>502 Bad Gateway</h1></body></html>";
    const error = classifyError(
      testHead(502, { "content-type": "text/html" }),
      bytes(html),
      testTarget(),
    );
    expect(error).toMatchObject({ code: "server_error", retryable: true });
    expect(error.message).toContain("502 Bad Gateway");
    expect(error.message).not.toContain("<");
  });

  test("an empty body is judged by its status", () => {
    expect(classifyError(testHead(401), new Uint8Array(), testTarget()).code).toBe(
      "authentication",
    );
  });
});
