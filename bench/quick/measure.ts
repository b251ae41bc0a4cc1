/** One line of the table. */
export interface Measure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The most that `value` may be; absent where the table only reports. */
  readonly goal?: number;
  /** What the value was made of. */
  readonly detail: string;
}

/** Whether a measure is within its goal; undefined where it has none. */
export function passes({ value, goal }: Measure): boolean | undefined {
  return goal === undefined ? undefined : value <= goal;
}
