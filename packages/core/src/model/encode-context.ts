import type { Warning } from "../results/warning.ts";
import type { EncodeContext } from "../spi/wire-protocol.ts";

/** What is impure and a wire may use while it writes a request: warnings, ids and the time. */
export function encodeContextOf(
  warn: (warning: Warning) => void = () => {},
  stream = false,
): EncodeContext {
  return { warn, id: () => crypto.randomUUID(), now: Date.now, stream };
}
