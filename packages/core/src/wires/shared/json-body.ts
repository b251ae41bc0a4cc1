import { InvalidRequestError } from "../../errors/errors.ts";
import type { JsonObject } from "../../json.ts";
import type { Target } from "../../spi/wire-protocol.ts";

const encoder = new TextEncoder();

/**
 * Writes a body as UTF-8 JSON.
 *
 * @throws InvalidRequestError when a value of the user's cannot be JSON (a cycle, a BigInt).
 */
export function encodeJsonBody(body: JsonObject, target: Target): Uint8Array {
  try {
    return encoder.encode(JSON.stringify(body));
  } catch (cause) {
    throw new InvalidRequestError("The request holds a value that is not JSON.", {
      platform: target.platform.id,
      model: target.model.id,
      hint: "Look for a cycle or a BigInt in extraBody, tool schemas and tool results.",
      cause,
    });
  }
}
