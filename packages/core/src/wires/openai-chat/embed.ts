import { ProtocolError } from "../../errors/errors.ts";
import type { JsonObject, JsonValue } from "../../json.ts";
import type { EmbedRequest } from "../../spi/request.ts";
import type { EmbedOutput, Operation, ResponseHead, Target } from "../../spi/wire-protocol.ts";
import { fromBase64 } from "../shared/base64.ts";
import { buildHeaders } from "../shared/build-headers.ts";
import { describeNonJson } from "../shared/error-body.ts";
import { expandPath } from "../shared/expand-path.ts";
import { encodeJsonBody } from "../shared/json-body.ts";
import { isJsonObject, mergeJson } from "../shared/json-path.ts";
import { mapUsage } from "./map-usage.ts";

/**
 * Turns texts into vectors: POST to `surface.paths.embed`, or `/embeddings`.
 *
 * @see https://platform.openai.com/docs/api-reference/embeddings
 */
export const embed: Operation<EmbedRequest, EmbedOutput> = {
  encode(input, target) {
    const body: JsonObject = {
      model: target.model.id,
      input: [...input.inputs],
      encoding_format: "float",
    };
    if (input.dimensions !== undefined) body["dimensions"] = input.dimensions;
    if (input.user !== undefined) body["user"] = input.user;
    if (input.extraBody !== undefined) mergeJson(body, input.extraBody);
    return {
      method: "POST",
      ...expandPath(target.surface.paths?.embed ?? "/embeddings", target),
      headers: buildHeaders(
        { "content-type": "application/json", accept: "application/json" },
        target.policy,
        new Set(),
        undefined,
      ),
      body: encodeJsonBody(body, target),
      framing: "json",
    };
  },
  decode(head, body, target) {
    const json = readJson(head, body, target);
    const data = isJsonObject(json) ? json["data"] : undefined;
    if (!isJsonObject(json) || !Array.isArray(data))
      throw protocolError(target, "has no list of embeddings");
    const embeddings: number[][] = [];
    data.forEach((entry, position) => {
      const index =
        isJsonObject(entry) && Number.isInteger(entry["index"])
          ? (entry["index"] as number)
          : position;
      const vector = isJsonObject(entry) ? readVector(entry["embedding"]) : undefined;
      if (vector === undefined) throw protocolError(target, `has no vector at ${position}`);
      if (index < 0 || index >= data.length || embeddings[index] !== undefined) {
        throw protocolError(target, `gives the index ${index} twice or out of range`);
      }
      embeddings[index] = vector;
    });
    const usage = isJsonObject(json["usage"])
      ? mapUsage(json["usage"], target.policy.usage)
      : { input: {}, output: {}, raw: null };
    const output: EmbedOutput = { embeddings, usage };
    if (typeof json["model"] === "string") output.model = json["model"];
    return output;
  },
};

/** Parses the body of a successful answer. @throws ProtocolError when it is not JSON. */
export function readJson(head: ResponseHead, body: Uint8Array, target: Target): JsonValue {
  const text = new TextDecoder().decode(body);
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new ProtocolError(describeNonJson(head, text), {
      platform: target.platform.id,
      model: target.model.id,
      status: head.status,
      hint: `Check the base URL ${target.endpoint.baseUrl}.`,
      cause,
    });
  }
}

// Base64 holds little-endian 32-bit floats.
function readVector(value: JsonValue | undefined): number[] | undefined {
  if (Array.isArray(value))
    return value.every((each) => typeof each === "number") ? value : undefined;
  if (typeof value !== "string") return undefined;
  const bytes = fromBase64(value);
  if (bytes === undefined || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 4 }, (_, index) => view.getFloat32(index * 4, true));
}

function protocolError(target: Target, what: string): ProtocolError {
  return new ProtocolError(`The embedding answer of ${target.platform.name} ${what}.`, {
    platform: target.platform.id,
    model: target.model.id,
    hint: "Check that the model is an embedding model.",
  });
}
