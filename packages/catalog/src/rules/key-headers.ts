import { headersOf } from "./headers.ts";
import { policyLayers } from "./policy-layers.ts";
import type { Rule } from "./rule.ts";

/** No entry sets the header in which one of its surfaces sends the key. */
export const checkKeyHeaders: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const carriers = new Map<string, number>();
    for (const [index, { auth, authName }] of entry.data.surfaces.entries()) {
      if (auth === "header" && authName !== undefined) carriers.set(authName.toLowerCase(), index);
    }
    for (const layer of policyLayers(entry)) {
      for (const [at, name] of headersOf(layer)) {
        const index = carriers.get(name.toLowerCase());
        if (index === undefined) continue;
        report({
          entry,
          source: layer.source,
          path: [...layer.path, "headers", ...at],
          at: "key",
          message: `carries the key of surfaces[${index}]: an entry must not set it`,
        });
      }
    }
  }
};
