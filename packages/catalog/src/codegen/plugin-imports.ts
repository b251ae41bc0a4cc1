import type { Plugin } from "../catalog.ts";
import type { CatalogInput } from "./catalog-input.ts";
import { generatedFile, literal, propertyKey, stringLiteral } from "./literal.ts";

/** Writes `plugin-imports.ts`: which package brings a wire, authenticator or framing, and how to load it. */
export function emitPluginImports({ plugins }: CatalogInput): string {
  const packages = (kind: "wires" | "authenticators" | "framings"): string =>
    literal(
      Object.fromEntries(
        plugins.flatMap((plugin) => plugin[kind].map((id) => [id, plugin.package])),
      ),
      1,
    );
  return generatedFile(
    "/** A plugin package: what it brings, and how to load it where it exists. */",
    "export interface PluginPackage {",
    "  /** Name of the export that holds the provider. */",
    "  readonly export: string;",
    "  /** Absent while the package is not published. */",
    "  readonly load?: () => Promise<Readonly<Record<string, unknown>>>;",
    "}",
    "",
    "/** Wire id → the package that brings it; core's own wires are not here. */",
    `export const WIRE_PACKAGES: Readonly<Record<string, string>> = ${packages("wires")};`,
    "",
    "/** Authenticator id → the package that brings it. */",
    `export const AUTHENTICATOR_PACKAGES: Readonly<Record<string, string>> = ${packages("authenticators")};`,
    "",
    "/** Framing id → the package that brings it. */",
    `export const FRAMING_PACKAGES: Readonly<Record<string, string>> = ${packages("framings")};`,
    "",
    "// `as string` keeps the compiler from resolving the package: it depends on core, and need not be installed.",
    "// Bundlers leave these imports alone, so a missing optional package breaks no bundle: they use registerProvider.",
    "/** Package name → the package. */",
    "export const PLUGIN_PACKAGES: Readonly<Record<string, PluginPackage>> = {",
    ...plugins.map((plugin) => `  ${propertyKey(plugin.package)}: ${pluginLiteral(plugin)},`),
    "};",
  );
}

function pluginLiteral(plugin: Plugin): string {
  const name = stringLiteral(plugin.export);
  if (!plugin.exists) return `{ export: ${name} }`;
  const load = `import(/* webpackIgnore: true */ /* @vite-ignore */ ${stringLiteral(plugin.package)} as string)`;
  return `{ export: ${name}, load: () => ${load} }`;
}
