import type { Meta, Warning } from "@byok/core/provider";
import type { Block, Cacheable, CacheControl, TextBlock, Turn } from "./wire-types.ts";

/** Most cache breakpoints of one request. */
const MAX_BREAKPOINTS = 4;

/**
 * Marks a block as the end of a cached prefix. Five minutes is the platform's default and is left unsaid.
 *
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching
 */
export function markCache(block: Cacheable, cache: NonNullable<Meta["cache"]>): void {
  const control: CacheControl = { type: "ephemeral" };
  if (cache === "1h") control.ttl = "1h";
  block.cache_control = control;
}

/** Marks the last block that may carry a breakpoint; thinking blocks may not. */
export function markLast(blocks: readonly Block[], cache: NonNullable<Meta["cache"]>): void {
  const last = blocks.findLast(
    (block) => block.type !== "thinking" && block.type !== "redacted_thinking",
  );
  if (last !== undefined) markCache(last, cache);
}

/** Keeps the last four breakpoints: a longer cached prefix is worth more than a shorter one. */
export function limitBreakpoints(
  system: readonly TextBlock[],
  turns: readonly Turn[],
  warn: (warning: Warning) => void,
): void {
  const marked = [...system, ...turns.flatMap((turn) => turn.content).flatMap(withInner)].filter(
    (block): block is Extract<Block, Cacheable> => "cache_control" in block,
  );
  const extra = marked.slice(0, Math.max(0, marked.length - MAX_BREAKPOINTS));
  for (const block of extra) delete block.cache_control;
  if (extra.length === 0) return;
  warn({
    code: "content-dropped",
    path: "messages",
    message: `A request has at most ${MAX_BREAKPOINTS} cache breakpoints; the last ones are kept.`,
    from: marked.length,
    to: MAX_BREAKPOINTS,
  });
}

// In the order of the prompt: what a tool result holds comes before its own end.
function withInner(block: Block): Block[] {
  return block.type === "tool_result" && Array.isArray(block.content)
    ? [...block.content, block]
    : [block];
}
