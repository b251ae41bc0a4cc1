import { openEnvironment } from "./environment.ts";

/** Headers as a vendor's client takes them; null leaves one out. */
export type ClientHeaders = Record<string, string | null>;

/**
 * The headers for a vendor's client that reads more of them from a variable, one `name: value` a line: what the
 * variable names is left out, in clones of the client as well, or as `own` has it, such as the key; `given` wins.
 */
export function withoutForeignHeaders(
  variable: string,
  own: Readonly<Record<string, string>>,
  given: object | null | undefined,
): ClientHeaders | undefined {
  const found = openEnvironment(undefined).find([variable]);
  if (found === undefined) return given as ClientHeaders | undefined;
  const headers: ClientHeaders = {};
  for (const line of found.value.split("\n")) {
    const name = line
      .slice(0, Math.max(0, line.indexOf(":")))
      .trim()
      .toLowerCase();
    if (name !== "") headers[name] = (Object.hasOwn(own, name) ? own[name] : undefined) ?? null;
  }
  const entries =
    Symbol.iterator in (given ?? {})
      ? (given as Iterable<[string, string]>)
      : Object.entries(given ?? {});
  return { ...headers, ...Object.fromEntries(entries) };
}
