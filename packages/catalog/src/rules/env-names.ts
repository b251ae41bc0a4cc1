import { isAwsCredential, isOwnEnv } from "../checks/env.ts";
import type { Entry } from "../load/entry.ts";
import type { DataPath } from "../problem.ts";
import type { Rule } from "./rule.ts";

interface EnvUse {
  name: string;
  path: DataPath;
  use: "key" | "url" | "var";
}

/**
 * Environment names are the platform's own: they have a word of its names, those of its key and its base URL belong to
 * no other platform, and no URL or setting is made from a key.
 */
export const checkEnvNames: Rule = ({ entries, report }) => {
  const holders = holdersOf(entries, "key");
  const pointers = holdersOf(entries, "url");
  for (const entry of entries.values()) {
    const signs = entry.data.surfaces.some((surface) => surface.auth === "sigv4");
    const own = new Set<string>();
    for (const { name, path, use } of envUses(entry)) {
      if (isAwsCredential(name) && !signs) {
        report({
          entry,
          path,
          message: `${name} is AWS's own: only a platform with a sigv4 surface may read it`,
        });
      }
      // A name that is known to be AWS's or another platform's is told as that.
      const known = [...(holders.get(name) ?? []), ...(pointers.get(name) ?? [])];
      const foreign = !isAwsCredential(name) && known.every((id) => id === entry.id);
      if (foreign && !isOwnEnv(name, namesOf(entry))) {
        report({
          entry,
          path,
          rule: "foreign-env",
          message: `${name} has no word of this platform's names (${namesOf(entry).join(", ")}): it may be another program's; where the platform's own pages name it so, waive it in writing`,
        });
      }
      if (use === "var" || own.has(name)) continue;
      own.add(name);
      const sharers = (use === "key" ? holders : pointers).get(name) ?? [];
      const others = sharers.filter((id) => id !== entry.id);
      if (others.length > 0) {
        report({
          entry,
          path,
          rule: "shared-env",
          message: `${name} is the ${use === "key" ? "key" : "base URL"} of ${others.join(", ")} too`,
        });
      }
    }
    for (const { name, path, use } of envUses(entry)) {
      const ids = holders.get(name);
      if (use !== "key" && ids !== undefined) {
        report({
          entry,
          path,
          message: `${name} is the key of ${ids.join(", ")}: it cannot go into a URL or a header`,
        });
      }
    }
    for (const [path, names] of envLists(entry)) {
      for (const [index, name] of names.entries()) {
        if (names.indexOf(name) !== index)
          report({ entry, path: [...path, index], message: `${name} is written twice` });
      }
    }
  }
};

function namesOf({ id, data }: Entry): string[] {
  return [id, data.name, ...(data.aliases ?? [])];
}

function holdersOf(
  entries: ReadonlyMap<string, Entry>,
  wanted: EnvUse["use"],
): Map<string, string[]> {
  const holders = new Map<string, string[]>();
  for (const entry of entries.values()) {
    const names = envUses(entry).flatMap(({ name, use }) => (use === wanted ? [name] : []));
    for (const name of new Set(names)) holders.set(name, [...(holders.get(name) ?? []), entry.id]);
  }
  return holders;
}

function envUses(entry: Entry): EnvUse[] {
  return envLists(entry).flatMap(([path, names, use]) =>
    names.map((name, index) => ({ name, path: [...path, index], use })),
  );
}

function envLists({
  data,
}: Entry): [path: DataPath, names: readonly string[], use: EnvUse["use"]][] {
  return [
    [["env"], data.env, "key"],
    ...data.endpoints.map(
      ({ keyEnv }, index) =>
        [["endpoints", index, "keyEnv"], keyEnv ?? [], "key"] as [DataPath, string[], "key"],
    ),
    ...data.surfaces.map(
      ({ env, auth }, index) =>
        [["surfaces", index, "env"], env ?? [], auth === "sigv4" ? "var" : "key"] as [
          DataPath,
          string[],
          "key" | "var",
        ],
    ),
    [["baseUrlEnv"], data.baseUrlEnv ?? [], "url"],
    ...Object.entries(data.vars ?? {}).map(
      ([name, { env }]) => [["vars", name, "env"], env, "var"] as [DataPath, string[], "var"],
    ),
  ];
}
