import type { Entry } from "../load/entry.ts";
import { UNKNOWN_CONFIG } from "../load/read-entry.ts";
import type { DataPath } from "../problem.ts";
import type { Rule } from "./rule.ts";

interface Claim {
  entry: Entry;
  name: string;
  path: DataPath;
}

/** Config types that core exports itself. */
const OWN_CONFIGS = new Set(["AnyConfig", "LooseConfig", "WireConfig"]);

/** Ids, aliases, names and config types belong to one platform each, ids and names whatever their case and hyphens. */
export const checkNames: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const { configName } = entry.data;
    if (configName === UNKNOWN_CONFIG) continue;
    const others = [...entries.values()]
      .filter((other) => other !== entry && other.data.configName === configName)
      .map(({ id }) => id);
    const owner = OWN_CONFIGS.has(configName) ? "byok itself" : others.join(", ");
    if (owner !== "")
      report({ entry, path: ["configName"], message: `${configName} is taken by ${owner}` });
  }
  const claims = new Map<string, Claim[]>();
  for (const entry of entries.values()) {
    const { name, aliases = [] } = entry.data;
    const own: Claim[] = [
      { entry, name: entry.id, path: [] },
      ...aliases.map((alias, index) => ({ entry, name: alias, path: ["aliases", index] })),
      ...(entry.sound ? [{ entry, name, path: ["name"] }] : []),
    ];
    for (const claim of own)
      claims.set(fold(claim.name), [...(claims.get(fold(claim.name)) ?? []), claim]);
    for (const [index, alias] of aliases.entries()) {
      if (alias === entry.id || aliases.indexOf(alias) !== index) {
        report({
          entry,
          path: ["aliases", index],
          message: `"${alias}" is already a name of this platform`,
        });
      }
    }
  }
  for (const group of claims.values()) {
    for (const { entry, name, path } of group) {
      const others = [
        ...new Set(group.flatMap((claim) => (claim.entry === entry ? [] : [claim.entry.id]))),
      ];
      if (others.length === 0) continue;
      const message =
        path.length === 0
          ? `the id "${name}" is also a name of ${others.join(", ")}`
          : `"${name}" is taken by ${others.join(", ")}`;
      report({ entry, path, message });
    }
  }
};

function fold(name: string): string {
  return name
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[\s_.-]+/g, "");
}
