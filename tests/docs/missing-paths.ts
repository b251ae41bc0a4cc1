import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const SKIPPED = new Set(["node_modules", "dist", ".git", ".cache", ".turbo"]);
const TOP = /^(packages|docs|examples|tests|scripts|bench|apps|\.changeset|\.ci|\.github)(\/|$)/;
const FILE = /^[\w.@*<>/-]+\.(ts|mts|mjs|js|yaml|yml|json|md|txt)$/;
/** Names that stand for a file to come, and what is made on the machine. */
const EXAMPLE =
  /acme|NNNN|^x\.test|^\.cache\/|\bdist\/|^(vault|keys|chats|conversations)\.json$|^(chat|mine)\.(md|yaml)$/;

/** Files and folders of the repository, as paths from its root with `/`; folders end in `/`. */
export function repositoryPaths(root: string): ReadonlySet<string> {
  const found = new Set<string>();
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (SKIPPED.has(entry.name)) continue;
      const path = `${folder}${entry.name}`;
      if (!entry.isDirectory()) found.add(path);
      else {
        found.add(`${path}/`);
        walk(`${path}/`);
      }
    }
  };
  walk("");
  return found;
}

/** Everything in a document that reads like a path of the repository: code spans and relative links. */
export function namedPaths(markdown: string): string[] {
  const text = markdown.replaceAll(/^```[^]*?^```/gm, "");
  const spans = [...text.matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span.trim());
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = ""]) => target);
  const paths = spans
    .filter((span) => FILE.test(span) || TOP.test(span))
    .filter((span) => !/\s/.test(span));
  const files = links
    .filter((target) => !/^([a-z]+:|#)/i.test(target))
    .map((target) => `./${target}`);
  return [...new Set([...paths, ...files])].filter((path) => !EXAMPLE.test(path));
}

/**
 * The paths that a document names and the repository does not have. A bare name such as `policy.ts` or a path from
 * within a package may be the end of a longer one; `*` and `<id>` stand for any name.
 */
export function missingPaths(
  document: string,
  markdown: string,
  existing: ReadonlySet<string>,
): string[] {
  return namedPaths(markdown).filter((named) => {
    const path = named.startsWith("./")
      ? join(dirname(document), named.slice(2).replace(/#.*$/, "")).split("\\").join("/")
      : named;
    const pattern = new RegExp(
      `(^|/)${path
        .replace(/\/$/, "")
        .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
        .replaceAll(/\*|<[\w-]+>/g, "[^/]+")}/?$`,
    );
    const anchored = TOP.test(path) || named.startsWith("./");
    return ![...existing].some((candidate) => {
      const match = pattern.exec(candidate);
      return match !== null && (!anchored || (match.index === 0 && match[1] === ""));
    });
  });
}

/** The documents that must be true: the root's, those in `docs/`, and every package's README. */
export function documents(root: string, existing: ReadonlySet<string>): Map<string, string> {
  const isDocument =
    /^(README|CONTRIBUTING|SECURITY)\.md$|^docs\/.*\.md$|^packages\/(providers\/)?[\w-]+\/README\.md$|^bench\/README\.md$/;
  const paths = [...existing].filter((path) => isDocument.test(path));
  return new Map(
    paths.map((path) => [relative(".", path), readFileSync(join(root, path), "utf8")]),
  );
}
