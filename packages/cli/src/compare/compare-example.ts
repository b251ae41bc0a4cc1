/** What to type to compare. */
export const COMPARE_EXAMPLE =
  'byok compare "…" -m openai/gpt-4o-mini -m anthropic/claude-haiku-4-5';
