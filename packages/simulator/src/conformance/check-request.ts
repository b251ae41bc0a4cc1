import { expect } from "vitest";
import type { FilePart, GenerateRequest, LooseConfig, Message, OutputSpec } from "@byok/core";
import type { JsonObject, JsonValue, Policy } from "@byok/core/provider";
import { fieldOf } from "../expect/fields.ts";
import { at, isObject } from "../json.ts";
import type { Bench } from "./bench.ts";
import type { ConformanceCheck } from "./check.ts";
import { fill, sampleVars } from "./environment.ts";
import { effortOf } from "./sample-values.ts";
import type { SampleModel, Subject } from "./subject.ts";
import { WEATHER } from "./weather-tool.ts";

const SYSTEM = "Speak like the conformance kit.";
const PROMPT = "What is on the picture? Answer in JSON.";
const SCHEMA: JsonObject = {
  type: "object",
  properties: { seen: { type: "string" } },
  required: ["seen"],
  additionalProperties: false,
};

/** The smallest PNG: one pixel. */
export const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

/** An image as users give it. */
export const IMAGE: FilePart = {
  type: "file",
  mediaType: "image/png",
  source: { base64: PIXEL },
};

/** What a user says arrives whole: system text, image, format, headers. */
export const REQUEST_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "sends system text, image, response format and headers as they were given",
    async run(bench) {
      for (const sample of bench.subject.samples) await checkRich(bench, sample);
    },
  },
  {
    name: "names byok to the platform, unless the user says no",
    applies: ({ samples }) =>
      samples.some(({ policy }) => policy.headers?.attribution !== undefined),
    async run(bench) {
      for (const sample of bench.subject.samples) {
        for (const attribution of [true, false]) {
          await bench.model(sample, {}, { attribution }).generate("Hello");
          for (const [name, value] of Object.entries(sample.policy.headers?.attribution ?? {}))
            expect(sentHeader(bench, name), `${name}, attribution: ${attribution}`).toBe(
              attribution ? value : sample.policy.headers?.fixed?.[name],
            );
        }
      }
    },
  },
  {
    name: "sends a feature's headers with the feature, and without it none",
    applies: ({ samples }) => samples.some(({ policy }) => policy.headers?.byFeature !== undefined),
    async run(bench) {
      for (const sample of bench.subject.samples) await checkFeatures(bench, sample);
    },
  },
];

/** Whether a model takes images, as far as is known. */
export function takesImages({ row }: SampleModel): boolean {
  return row?.input === undefined || row.input.includes("image");
}

async function checkRich(bench: Bench, sample: SampleModel): Promise<void> {
  const { wire } = bench.subject;
  const { policy } = sample;
  const withImage = takesImages(sample);
  const responseFormat = formatFor(bench.subject, sample);
  const text = { type: "text" as const, text: PROMPT };
  const messages: Message[] = [
    { role: "system", content: SYSTEM },
    { role: "user", content: withImage ? [text, IMAGE] : [text] },
  ];
  const config: LooseConfig = {
    extraHeaders: { "x-conformance": "kit" },
    ...(responseFormat === undefined ? {} : { responseFormat }),
  } as LooseConfig;
  await bench.model(sample).generate({ messages, config });
  const body = bench.body();
  const label = sample.id;
  expect(systemTexts(body, policy, wire), `${label}: the system text`).toContain(SYSTEM);
  const parts = userParts(body);
  expect(textsOf(parts).join("\n"), `${label}: the prompt`).toContain(PROMPT);
  if (withImage)
    expect(parts, `${label}: the image`).toContainEqual(
      wire === "openai-chat"
        ? { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } }
        : { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
    );
  if (responseFormat !== undefined) {
    const field = fieldOf(wire, "responseFormat", policy) ?? "";
    expect(at(body, field), `${label}: the response format`).toEqual(
      wire === "openai-chat" ? responseFormat : { type: "json_schema", schema: SCHEMA },
    );
  }
  expect(bench.last().headers["x-conformance"], `${label}: extraHeaders`).toBe("kit");
  for (const [name, value] of Object.entries(policy.headers?.fixed ?? {}))
    expect(sentHeader(bench, name), `${label}: ${name}`).toBe(
      fill(value, sampleVars(bench.subject.platform)),
    );
}

/** The furthest form that the platform takes; none where it takes words only. */
function formatFor({ wire }: Subject, { policy, row }: SampleModel): JsonObject | undefined {
  const most = policy.structuredOutput ?? "schema";
  const level = row?.structuredOutput === false && most === "schema" ? "json" : most;
  if (policy.params?.responseFormat?.unsupported !== undefined) return undefined;
  if (level === "schema")
    return { type: "json_schema", json_schema: { name: "seen", schema: SCHEMA, strict: true } };
  return level === "json" && wire === "openai-chat" ? { type: "json_object" } : undefined;
}

function systemTexts(body: JsonObject, { messages }: Policy, wire: string): string {
  const place = messages?.system;
  if (place === "asUser") return textsOf(userParts(body)).join("\n");
  if (wire === "anthropic-messages") return textsOf(partsOf(body["system"])).join("\n");
  const role = place === "developer" ? "developer" : "system";
  return textsOf(contentOf(body, role)).join("\n");
}

function userParts(body: JsonObject): JsonValue[] {
  return contentOf(body, "user");
}

function contentOf(body: JsonObject, role: string): JsonValue[] {
  const turns = Array.isArray(body["messages"]) ? body["messages"] : [];
  return turns
    .filter(isObject)
    .filter((turn) => turn["role"] === role)
    .flatMap((turn) => partsOf(turn["content"]));
}

function partsOf(content: JsonValue | undefined): JsonValue[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content : [];
}

function textsOf(parts: readonly JsonValue[]): string[] {
  return parts.map((part) => at(part, "text")).filter((text) => typeof text === "string");
}

function sentHeader(bench: Bench, name: string): string | undefined {
  return bench.last().headers[name.toLowerCase()];
}

async function checkFeatures(bench: Bench, sample: SampleModel): Promise<void> {
  const { byFeature = {}, fixed = {} } = sample.policy.headers ?? {};
  const model = bench.model(sample);
  for (const [feature, headers] of Object.entries(byFeature)) {
    const request = requestWith(feature, sample);
    if (request === undefined) continue;
    if (feature === "stream") await model.stream(request).result();
    else await model.generate(request);
    for (const [name, value] of Object.entries(headers))
      expect(listOf(sentHeader(bench, name)), `${sample.id}: ${feature}`).toContain(value);
  }
  await model.generate("Hello");
  for (const [feature, headers] of Object.entries(byFeature))
    for (const [name, value] of Object.entries(headers))
      if (fixed[name] !== value)
        expect(listOf(sentHeader(bench, name)), `${sample.id}: without ${feature}`).not.toContain(
          value,
        );
}

// Names of several features may stand in one header.
function listOf(header: string | undefined): string[] {
  return header === undefined ? [] : [header, ...header.split(",").map((each) => each.trim())];
}

/** A request that uses one feature; undefined where the model cannot. */
function requestWith(
  feature: string,
  sample: SampleModel,
): GenerateRequest<LooseConfig, OutputSpec | undefined> | undefined {
  const hello: Message = { role: "user", content: "Hello" };
  const { policy } = sample;
  switch (feature) {
    case "stream":
      return policy.stream?.supported === false ? undefined : { messages: "Hello" };
    case "tools":
      return policy.tools?.supported === false || sample.row?.tools === false
        ? undefined
        : { messages: "Hello", tools: [WEATHER] };
    case "reasoning": {
      const reasoningEffort = effortOf(sample);
      return reasoningEffort === undefined
        ? undefined
        : { messages: "Hello", config: { reasoningEffort } };
    }
    case "structuredOutput":
      return (policy.structuredOutput ?? "schema") === "schema" &&
        sample.row?.structuredOutput !== false
        ? { messages: "Hello", output: { schema: SCHEMA } }
        : undefined;
    case "image":
      return takesImages(sample)
        ? { messages: [{ role: "user", content: [{ type: "text", text: "Look" }, IMAGE] }] }
        : undefined;
    case "cache":
      return { messages: [{ ...hello, cache: "auto" }] };
    default:
      return undefined;
  }
}
