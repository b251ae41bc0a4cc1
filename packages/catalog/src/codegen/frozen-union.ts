import { generatedFile, propertyKey, propertyName, stringLiteral } from "./literal.ts";

/** Writes a frozen record of string literals and the union type of the same name. */
export function frozenUnion(
  name: string,
  doc: string,
  entries: readonly { key: string; value: string }[],
): string {
  return generatedFile(
    `/** ${doc} */`,
    `export const ${name}: {`,
    ...entries.map(({ key, value }) => `  readonly ${propertyName(key)}: ${stringLiteral(value)};`),
    "} = /* @__PURE__ */ Object.freeze({",
    ...entries.map(({ key, value }) => `  ${propertyKey(key)}: ${stringLiteral(value)},`),
    "} as const);",
    "",
    `/** ${doc} */`,
    entries.length === 0
      ? `export type ${name} = never;`
      : `export type ${name} =\n${entries.map(({ value }) => `  | ${stringLiteral(value)}`).join("\n")};`,
  );
}
