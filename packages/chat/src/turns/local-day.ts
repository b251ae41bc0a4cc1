/** The day of a time on this machine's calendar, `YYYY-MM-DD`. */
export function localDay(time: number): string {
  const date = new Date(time);
  const two = (n: number): string => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When the day or month of a time began on this machine's calendar; 0 for `ever`. In milliseconds since 1970. */
export function periodStart(period: "day" | "month" | "ever", time: number): number {
  const date = new Date(time);
  if (period === "ever") return 0;
  return new Date(
    date.getFullYear(),
    date.getMonth(),
    period === "day" ? date.getDate() : 1,
  ).getTime();
}
