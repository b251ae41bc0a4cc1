import { inspect } from "node:util";
import { expect } from "vitest";
import {
  ByokError,
  OriginError,
  ProtocolError,
  RedirectError,
  StreamTruncatedError,
} from "@byok/core";
import type { ErrorCode, ErrorRule, JsonObject } from "@byok/core/provider";
import { errorBody, markBody, refusalOf, statusOf } from "../openai/errors.ts";
import type { Fault } from "../options.ts";
import type { Bench } from "./bench.ts";
import { streams } from "./check-finish.ts";
import type { ConformanceCheck } from "./check.ts";

/** What a status means where the platform says nothing else. */
const STATUSES: readonly (readonly [status: number, code: ErrorCode, retryable: boolean])[] = [
  [400, "invalid_request", false],
  [401, "authentication", false],
  [403, "permission", false],
  [404, "model_not_found", false],
  [429, "rate_limit", true],
  [500, "server_error", true],
  [502, "server_error", true],
  [503, "overloaded", true],
];

const CODES: readonly ErrorCode[] = [
  "authentication",
  "permission",
  "model_not_found",
  "rate_limit",
  "quota_exceeded",
  "context_length",
  "content_filter",
  "server_error",
  "overloaded",
];

/** Errors and broken answers. */
export const ERROR_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "maps error statuses to typed errors",
    async run(bench) {
      for (const [status, code, retryable] of STATUSES) {
        const error = await failWith(bench, { kind: "status", status });
        expect(
          { code: error.code, status: error.status, retryable: error.retryable },
          `${status}: ${error.message}`,
        ).toEqual({ code, status, retryable });
        expect(error).toMatchObject({
          platform: bench.subject.platform.id,
          model: bench.subject.samples[0]?.id,
        });
        expect(error.hint, `${status}: the hint`).not.toBe("");
        expect(error.requestId, `${status}: the request id`).toBeDefined();
      }
    },
  },
  {
    name: "understands the platform's own way to say what went wrong",
    async run(bench) {
      for (const code of CODES) {
        const error = await failWith(bench, { kind: "error", code });
        expect(error.code, `${code}: ${error.message}`).toBe(code);
      }
      const { errors = [] } = bench.subject.samples[0]!.policy;
      for (const [index, rule] of errors.entries()) {
        const error = await failWith(bench, ruleFault(rule));
        const earlier = errors.slice(0, index).some((other) => other.as === error.code);
        if (!earlier) expect(error.code, JSON.stringify(rule)).toBe(rule.as);
        if (!earlier && rule.retryable !== undefined)
          expect(error.retryable, JSON.stringify(rule)).toBe(rule.retryable);
      }
    },
  },
  {
    name: "takes an error inside a 200 answer for an error",
    async run(bench) {
      const body = errorBody(refusalOf("server_error"));
      const error = await failWith(bench, { kind: "status", status: 200, body });
      expect(error.code).toBe("server_error");
    },
  },
  {
    name: "takes what the platform says of an error in a 200 answer for an error",
    applies: ({ samples }) => samples[0]?.policy.errorsIn200 === true,
    async run(bench) {
      const { errors = [] } = bench.subject.samples[0]!.policy;
      const marked = errors.filter(
        ({ path, status }) => path !== undefined && !path.startsWith("error.") && !status,
      );
      for (const rule of marked) {
        const body: JsonObject = {};
        markBody(body, rule);
        const error = await failWith(bench, { kind: "status", status: 200, body });
        expect(error.code, JSON.stringify(rule)).toBe(rule.as);
      }
    },
  },
  {
    name: "tells Retry-After",
    async run(bench) {
      const error = await failWith(bench, {
        kind: "error",
        code: "rate_limit",
        headers: { "retry-after": "7" },
      });
      expect(error).toMatchObject({ code: "rate_limit", retryAfterMs: 7000 });
      const inMs = await failWith(bench, {
        kind: "error",
        code: "rate_limit",
        headers: { "retry-after-ms": "1500", "retry-after": "7" },
      });
      expect(inMs).toMatchObject({ code: "rate_limit", retryAfterMs: 1500 });
    },
  },
  {
    name: "refuses a wrong key with the platform's key page, and shows it nowhere",
    applies: ({ surface }) => surface.auth !== "none",
    async run(bench) {
      const wrong = `${bench.key.slice(0, -4)}-wrong`;
      const [sample] = bench.subject.samples;
      const model = bench.model(sample!, {}, { apiKey: wrong });
      const error = (await model.generate("Hello").catch((thrown: unknown) => thrown)) as ByokError;
      expect(error.code, error.message).toBe("authentication");
      const { keysUrl, docsUrl, env, endpoints } = bench.subject.platform;
      for (const known of [endpoints[0]?.keysUrl ?? keysUrl ?? docsUrl, env[0]])
        if (known !== undefined) expect(error.hint).toContain(known);
      expect(shown(error), "the error").not.toContain(wrong);
      expect(shown(model), "the model").not.toContain(wrong);
      const echoing = await failWith(bench, {
        kind: "status",
        status: 400,
        body: { error: { message: `Bad key ${bench.key}`, type: "invalid_request_error" } },
      });
      expect(shown(echoing), "an error that repeats the key").not.toContain(bench.key);
    },
  },
  {
    name: "tells a stream that breaks off from one that ends",
    applies: (subject) => streams(subject) && subject.samples[0]?.policy.stream?.terminal !== "eof",
    async run(bench) {
      const [sample] = bench.subject.samples;
      for (const fault of [{ kind: "truncate" }, { kind: "drop-after", bytes: 900 }] as const) {
        bench.simulator.set({ reasoning: false, faults: [fault] });
        let text = "";
        const error = await (async () => {
          for await (const piece of bench.model(sample!).stream("Hello there, tell me more").text())
            text += piece;
          return undefined;
        })().catch((thrown: unknown) => thrown);
        expect(error, fault.kind).toBeInstanceOf(ByokError);
        if (fault.kind === "truncate") expect(error).toBeInstanceOf(StreamTruncatedError);
        const { partial, hint } = error as ByokError;
        expect(text).not.toBe("");
        expect(textOf(partial?.message.content), fault.kind).toBe(text);
        expect(hint).not.toBe("");
      }
    },
  },
  {
    name: "takes no web page and no empty answer for an answer",
    async run(bench) {
      for (const kind of ["html", "empty"] as const)
        expect(await failWith(bench, { kind }), kind).toBeInstanceOf(ProtocolError);
    },
  },
  {
    name: "follows no redirect and sends no key elsewhere",
    async run(bench) {
      const error = await failWith(bench, {
        kind: "redirect",
        location: "https://elsewhere.invalid/v1/chat/completions",
      });
      expect(error).toBeInstanceOf(RedirectError);
      expect(error).not.toBeInstanceOf(OriginError);
      expect(error.message).toContain("elsewhere.invalid");
    },
  },
];

/** The error of one request that meets a fault. */
async function failWith(bench: Bench, fault: Fault): Promise<ByokError> {
  bench.simulator.set({ faults: [fault] });
  const [sample] = bench.subject.samples;
  const error: unknown = await bench
    .model(sample!)
    .generate("Hello")
    .then(
      () => new Error(`${JSON.stringify(fault)} was taken for an answer.`),
      (thrown: unknown) => thrown,
    );
  bench.simulator.set({});
  if (!(error instanceof ByokError)) throw error;
  expect(shown(error), "the error shows the key").not.toContain(bench.key);
  return error;
}

function ruleFault(rule: ErrorRule): Fault {
  const body: JsonObject = errorBody({ code: "invalid_request", message: "It failed" });
  markBody(body, rule);
  return { kind: "status", status: statusOf(rule) ?? 400, body };
}

function shown(value: unknown): string {
  return `${inspect(value, { depth: 6 })} ${JSON.stringify(value)} ${value instanceof Error ? `${value.message} ${value.stack ?? ""}` : ""}`;
}

function textOf(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = Array.isArray(content) ? (content as { type: string; text?: string }[]) : [];
  return parts
    .filter(({ type }) => type === "text")
    .map(({ text }) => text ?? "")
    .join("");
}
