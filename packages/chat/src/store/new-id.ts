import { getRandomValues } from "node:crypto";

let last = 0;
let step = 0;

/** Makes an id that sorts by the time it was made: a UUID of version 7, counted up inside a millisecond (RFC 9562). */
export function newId(now: number = Date.now()): string {
  if (now > last) {
    last = now;
    step = 0;
  } else {
    step += 1;
    if (step > 0xfff) {
      last += 1;
      step = 0;
    }
  }
  const time = last.toString(16).padStart(12, "0");
  const random = getRandomValues(new Uint8Array(8));
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const tail = Buffer.from(random).toString("hex");
  const count = step.toString(16).padStart(3, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}
