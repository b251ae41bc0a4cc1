import { expect, it } from "vitest";
import { isSnapshotOf, withoutDate } from "./snapshot-name.ts";

it.each([
  ["gpt-5.6-sol-2026-07-09", "gpt-5.6-sol"],
  ["claude-opus-4-1-20250805", "claude-opus-4-1"],
  ["claude-opus-4-1@20250805", "claude-opus-4-1"],
  ["glm-4-7-251222", "glm-4-7"],
  ["gpt-4-0613", "gpt-4"],
  ["mistral-large-2411", "mistral-large"],
  ["openai/o3-2025-04-16", "openai/o3"],
])("%s is a snapshot of %s", (id, base) => {
  expect(withoutDate(id)).toBe(base);
  expect(isSnapshotOf(id, base)).toBe(true);
});

it.each([
  "gpt-5",
  "o3",
  // Sizes, numbers of tokens and versions.
  "embed-1024",
  "embed-2048",
  "moonshot-v1-4096",
  "model-8192",
  "model-1536",
  "model-131072",
  "model-12345678",
  "gemini-2.0-flash-001",
  "claude-opus-4-8",
  // No days of any calendar.
  "gpt-5-2026-13-01",
  "gpt-5-2026-02-30",
  "gpt-5-1926-01-01",
  "gpt-5-20261301",
  "gpt-5-0000",
  "gpt-5-1332",
  "gpt-5-261340",
  // A date alone names no model, and one inside does not end a name.
  "2026-07-09",
  "-20260709",
  "openai/-20260709",
  "gpt-4-1106-preview",
  "gpt-5-2026-07-09:free",
  "gpt-52026-07-09",
])("%s has no date at its end", (id) => {
  expect(withoutDate(id)).toBeUndefined();
});

it("compares names without the maker's prefix and the case of letters", () => {
  expect(isSnapshotOf("openai/GPT-4o-2024-08-06", "gpt-4o")).toBe(true);
  expect(isSnapshotOf("gpt-4o", "openai/gpt-4o")).toBe(true);
  expect(isSnapshotOf("gpt-4o-mini", "gpt-4o")).toBe(false);
  expect(isSnapshotOf("gpt-4o-2024-08-06", "gpt-4o-2024-11-20")).toBe(false);
});
