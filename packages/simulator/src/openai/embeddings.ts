import { show } from "../json.ts";
import type { JsonObject } from "@byok/core/provider";
import { createRandom } from "../answer/random.ts";
import { jsonReply, type Reply } from "../answer/reply.ts";
import { countTokens } from "../answer/tokens.ts";
import type { Expectations } from "../expect/expectations.ts";
import { refuse } from "../expect/refusal.ts";

const FIELDS = new Set(["model", "input", "encoding_format", "dimensions", "user"]);
const DEFAULT_DIMENSIONS = 256;

/**
 * Answers an embedding request with vectors of length 1 that depend on text and seed only.
 *
 * @throws RefusedRequest.
 * @see https://platform.openai.com/docs/api-reference/embeddings
 */
export function answerEmbeddings(
  body: JsonObject,
  expected: Expectations,
  seed: number,
  headers: Record<string, string>,
): Reply {
  const { model, input } = body;
  if (typeof model !== "string" || model === "") refuse("you must provide a model parameter");
  if (input === undefined)
    refuse("Missing required parameter: 'input'.", "input", "missing_required_parameter");
  for (const name of Object.keys(body))
    if (!FIELDS.has(name)) refuse(`Unrecognized request argument supplied: ${name}`);
  const texts = Array.isArray(input) ? input : [input];
  if (texts.length === 0 || texts.some((text) => typeof text !== "string" || text === ""))
    refuse(
      "'$.input' is invalid. Please check the API reference: https://platform.openai.com/docs/api-reference.",
      "input",
    );
  const asked = body["dimensions"];
  const length =
    typeof asked === "number" ? asked : (expected.row?.dimensions ?? DEFAULT_DIMENSIONS);
  const data = texts.map((text, index) => {
    const vector = vectorOf(show(text), length, seed);
    const embedding =
      body["encoding_format"] === "base64"
        ? Buffer.from(Float32Array.from(vector).buffer).toString("base64")
        : vector;
    return { object: "embedding", index, embedding };
  });
  const tokens = texts.reduce<number>((sum, text) => sum + countTokens(show(text)), 0);
  return {
    ...jsonReply(
      200,
      { object: "list", data, model, usage: { prompt_tokens: tokens, total_tokens: tokens } },
      headers,
    ),
    counted: { input: tokens, cached: 0, written: 0, output: 0, reasoning: 0 },
  };
}

function vectorOf(text: string, length: number, seed: number): number[] {
  const random = createRandom(seed, text);
  const raw = Array.from({ length }, () => random.next() * 2 - 1);
  const norm = Math.hypot(...raw);
  return raw.map((value) => Math.fround(value / norm));
}
