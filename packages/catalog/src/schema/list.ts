import { z } from "zod";

/** A list with at least one entry, in which none stands twice. */
export function listOf<T extends z.ZodType>(item: T): z.ZodArray<T> {
  return z
    .array(item)
    .min(1)
    .check((payload) => {
      const seen = new Set<string>();
      for (const [index, value] of payload.value.entries()) {
        const text = JSON.stringify(value);
        if (seen.has(text))
          payload.issues.push({
            code: "custom",
            message: `${text} is written twice`,
            path: [index],
            input: value,
          });
        seen.add(text);
      }
    });
}
