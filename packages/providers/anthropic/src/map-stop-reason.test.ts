import { expect, test } from "vitest";

import { mapStopReason } from "./map-stop-reason.ts";

test.each([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["pause_turn", "pause"],
  ["refusal", "refusal"],
  ["compaction", "other"],
  ["constructor", "other"],
])("%s is %s", (raw, reason) => {
  expect(mapStopReason(raw)).toBe(reason);
});
