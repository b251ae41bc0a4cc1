import { InvalidRequestError } from "../errors/errors.ts";

/**
 * A key as it goes on the wire: without the white space and quotes that pasting leaves around it.
 * Undefined when nothing is left.
 *
 * @throws InvalidRequestError for a character that no key has, by position and never by value.
 */
export function cleanKey(value: string, name: string, platform: string): string | undefined {
  let key = value.trim();
  const first = key[0];
  if (key.length >= 2 && (first === '"' || first === "'" || first === "`") && key.endsWith(first)) {
    key = key.slice(1, -1).trim();
  }
  if (key === "") return undefined;
  for (let index = 0; index < key.length; index++) {
    const code = key.charCodeAt(index);
    if (code > 0x20 && code < 0x7f) continue;
    throw new InvalidRequestError(
      `The key from ${name} has a character at position ${index + 1} that no key has (${code < 0x21 ? "a space or control character" : "not ASCII"}).`,
      { platform, hint: "Copy the key again; it may have been cut or changed by a text editor." },
    );
  }
  return key;
}
