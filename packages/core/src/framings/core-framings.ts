import type { Framing } from "../spi/framing.ts";
import { bytes } from "./bytes.ts";
import { json } from "./json.ts";
import { ndjson } from "./ndjson.ts";
import { sse } from "./sse.ts";

/** The framings that need no package. */
export const coreFramings: readonly Framing[] = [sse, ndjson, json, bytes];
