import { policyLayers } from "./policy-layers.ts";
import type { Rule } from "./rule.ts";

/** No entry sets the header in which one of its surfaces sends the key. */
export const checkKeyHeaders: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const carriers = new Map<string, number>();
    for (const [index, { auth, authName }] of entry.data.surfaces.entries()) {
      if (auth === "header" && authName !== undefined) carriers.set(authName.toLowerCase(), index);
    }
    for (const { policy, source, path } of policyLayers(entry)) {
      const { fixed, browser, attribution, byFeature } = policy.headers ?? {};
      const maps = [
        [["fixed"], fixed],
        [["browser"], browser],
        [["attribution"], attribution],
        ...Object.entries(byFeature ?? {}).map(
          ([name, map]) => [["byFeature", name], map] as const,
        ),
      ] as const;
      for (const [at, map] of maps) {
        for (const name of Object.keys(map ?? {})) {
          const index = carriers.get(name.toLowerCase());
          if (index === undefined) continue;
          report({
            entry,
            source,
            path: [...path, "headers", ...at, name],
            at: "key",
            message: `carries the key of surfaces[${index}]: an entry must not set it`,
          });
        }
      }
    }
  }
};
