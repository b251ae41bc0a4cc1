/** What a layer asks for. */
export interface Demand {
  /** Tokens of everything that it could send. */
  want: number;
  min: number;
  max: number;
  priority: number;
}

/**
 * Shares tokens among layers: first each one's minimum, the highest priority first; then the rest by need and
 * priority; then what is left by priority alone. No layer gets more than it wants or may have, and all together get
 * no more than there is.
 */
export function allocate(tokens: number, demands: readonly Demand[]): number[] {
  const caps = demands.map(({ want, max }) => Math.max(0, Math.floor(Math.min(want, max))));
  const given = demands.map(() => 0);
  let left = Math.max(0, Math.floor(tokens));
  const order = demands
    .map((_, index) => index)
    .toSorted((a, b) => (demands[b]?.priority ?? 0) - (demands[a]?.priority ?? 0) || a - b);
  const give = (index: number, amount: number): void => {
    const room = (caps[index] ?? 0) - (given[index] ?? 0);
    const step = Math.max(0, Math.min(left, room, Math.floor(amount)));
    given[index] = (given[index] ?? 0) + step;
    left -= step;
  };
  for (const index of order) give(index, demands[index]?.min ?? 0);
  const needs = demands.map(
    ({ priority }, index) => ((caps[index] ?? 0) - (given[index] ?? 0)) * (priority / 100),
  );
  const need = needs.reduce((sum, each) => sum + each, 0);
  const rest = left;
  if (need > 0) for (const index of order) give(index, (rest * (needs[index] ?? 0)) / need);
  for (const index of order) give(index, left);
  return given;
}
