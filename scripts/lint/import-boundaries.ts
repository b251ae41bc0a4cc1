import { existsSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";

import { importPolicyFor } from "./import-policy.ts";
import type { ImportPolicy } from "./import-policy.ts";
import { stringValue } from "./lint-rule.ts";
import type { AstNode, LintRule } from "./lint-rule.ts";

interface Manifest {
  readonly name: string;
  readonly dependencies: ReadonlySet<string>;
  /** Optional dependencies and optional peers: what may not be there. */
  readonly optional: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
}

interface SourceFile {
  readonly root: string;
  readonly folder: string;
  readonly path: string;
  readonly isTest: boolean;
}

type ImportKind = "value" | "type" | "dynamic";

/** Enforces the import graph of the house, file by file; see import-policy.ts. */
export const importBoundaries: LintRule = {
  create(context) {
    const file = sourceFile(context.filename);
    const visitors: Record<string, (node: AstNode) => void> = {};
    if (file === undefined) return visitors;
    const check = (node: AstNode, source: unknown, kind: ImportKind): void => {
      const specifier = stringValue(source);
      if (specifier === undefined) return;
      const message = refusal(file, context.filename, specifier, kind);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node["source"], importKind(node)),
      ExportNamedDeclaration: (node) => check(node, node["source"], importKind(node)),
      ExportAllDeclaration: (node) => check(node, node["source"], importKind(node)),
      ImportExpression: (node) => check(node, node["source"], "dynamic"),
      TSImportType: (node) => check(node, node["source"] ?? node["argument"], "type"),
    };
  },
};

function sourceFile(filename: string): SourceFile | undefined {
  const match = /^(.*\/packages\/(providers\/[^/]+|[^/]+))\/src\/(.+)$/.exec(
    filename.split(sep).join("/"),
  );
  const [, root, folder, path] = match ?? [];
  if (root === undefined || folder === undefined || path === undefined) return undefined;
  return { root, folder, path, isTest: /\.test(-d)?\.ts$|(^|\/)__fixtures__\//.test(path) };
}

function refusal(
  file: SourceFile,
  filename: string,
  specifier: string,
  kind: ImportKind,
): string | undefined {
  if (specifier.startsWith(".")) {
    const inside = relative(file.root, resolve(dirname(filename), specifier));
    return inside.startsWith("..")
      ? `"${specifier}" leaves the package; import what it exports by its name.`
      : undefined;
  }
  if (isBuiltin(specifier)) {
    return specifier.startsWith("node:")
      ? undefined
      : `Write "node:${specifier}" for a built-in module.`;
  }
  const manifest = readManifest(file.root);
  const name = packageName(specifier);
  if (name.startsWith("@byok/") || name === "byok") {
    return workspaceRefusal(file, manifest, specifier, kind);
  }
  if (file.isTest && manifest.devDependencies.has(name)) return undefined;
  if (manifest.optional.has(name)) {
    const mayLoad = kind !== "value" || (name === "vitest" && /^conformance[./]/.test(file.path));
    return mayLoad
      ? undefined
      : `"${name}" is optional: import its types, and load it with import().`;
  }
  if (manifest.dependencies.has(name)) return undefined;
  return `"${name}" is not a dependency of ${manifest.name}; a new one needs a record in docs/decisions/.`;
}

function workspaceRefusal(
  file: SourceFile,
  manifest: Manifest,
  specifier: string,
  kind: ImportKind,
): string | undefined {
  const name = packageName(specifier);
  if (file.isTest && (name === manifest.name || manifest.devDependencies.has(name)))
    return undefined;
  const policy: ImportPolicy = importPolicyFor(file.folder, file.path);
  const allows = (patterns: readonly RegExp[] = []): boolean =>
    patterns.some((each) => each.test(specifier));
  if (allows(policy.any)) return undefined;
  if (allows(policy.typeOnly))
    return kind === "type" ? undefined : `Only types may be imported from "${specifier}" here.`;
  if (allows(policy.dynamicOnly))
    return kind === "dynamic" ? undefined : `"${specifier}" may only be loaded with import() here.`;
  return `${manifest.name} may not import "${specifier}"; docs/architecture.md shows who may import whom.`;
}

function importKind(node: AstNode): ImportKind {
  if (node["importKind"] === "type" || node["exportKind"] === "type") return "type";
  const specifiers = node["specifiers"];
  if (!Array.isArray(specifiers) || specifiers.length === 0) return "value";
  return (specifiers as AstNode[]).every(
    (each) => each["importKind"] === "type" || each["exportKind"] === "type",
  )
    ? "type"
    : "value";
}

function packageName(specifier: string): string {
  return specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
}

const manifests = new Map<string, Manifest>();

function readManifest(root: string): Manifest {
  const known = manifests.get(root);
  if (known !== undefined) return known;
  const path = join(root, "package.json");
  const json = (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {}) as Record<
    string,
    Record<string, unknown>
  > & { name?: string };
  const keys = (field: string): string[] => Object.keys(json[field] ?? {});
  const meta = (json["peerDependenciesMeta"] ?? {}) as Record<string, { optional?: boolean }>;
  const optionalPeers = keys("peerDependencies").filter((name) => meta[name]?.optional === true);
  const manifest: Manifest = {
    name: json.name ?? root,
    dependencies: new Set([...keys("dependencies"), ...keys("peerDependencies")]),
    optional: new Set([...keys("optionalDependencies"), ...optionalPeers]),
    devDependencies: new Set(keys("devDependencies")),
  };
  manifests.set(root, manifest);
  return manifest;
}
