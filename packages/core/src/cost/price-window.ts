import type { PriceWindow } from "../catalog/price.ts";

const MINUTES_PER_DAY = 1440;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * Tells whether an instant lies in the hours of a price window, in the window's own time zone.
 * A window that ends before it begins runs past midnight and belongs to the weekday on which it began.
 */
export function isInWindow(window: PriceWindow, atMs: number): boolean {
  const local = localTime(window.tz, atMs);
  if (local === undefined) return false;
  const yesterday = local.weekday === 1 ? 7 : local.weekday - 1;
  const holdsOn = (weekday: number): boolean =>
    window.weekdays === undefined || window.weekdays.includes(weekday);
  return window.windows.some(([fromText, toText]) => {
    const from = minutesOf(fromText);
    const to = minutesOf(toText);
    if (from === undefined || to === undefined) return false;
    if (from <= to) return local.minute >= from && local.minute < to && holdsOn(local.weekday);
    return (
      (local.minute >= from && holdsOn(local.weekday)) || (local.minute < to && holdsOn(yesterday))
    );
  });
}

/** ISO weekday (1 = Monday) and minute of the day; undefined for a time zone that the system does not know. */
function localTime(tz: string, atMs: number): { weekday: number; minute: number } | undefined {
  if (tz === "UTC") {
    const date = new Date(atMs);
    return {
      weekday: ((date.getUTCDay() + 6) % 7) + 1,
      minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
    };
  }
  const format = formatFor(tz);
  if (format === undefined) return undefined;
  let weekday = 0;
  let hour = 0;
  let minute = 0;
  for (const part of format.formatToParts(atMs)) {
    if (part.type === "weekday") weekday = WEEKDAYS.indexOf(part.value) + 1;
    else if (part.type === "hour") hour = Number(part.value);
    else if (part.type === "minute") minute = Number(part.value);
  }
  return { weekday, minute: hour * 60 + minute };
}

function formatFor(tz: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(tz);
  if (known !== undefined) return known;
  try {
    const format = new Intl.DateTimeFormat("en-US", {
      timeZone: tz,
      hourCycle: "h23",
      weekday: "short",
      hour: "2-digit",
      minute: "2-digit",
    });
    formats.set(tz, format);
    return format;
  } catch {
    return undefined;
  }
}

function minutesOf(text: string): number | undefined {
  const match = /^(\d{2}):(\d{2})$/.exec(text);
  if (match === null) return undefined;
  const minutes = Number(match[1]) * 60 + Number(match[2]);
  return minutes <= MINUTES_PER_DAY ? minutes : undefined;
}
