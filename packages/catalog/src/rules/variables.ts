import { placesOf } from "../checks/url.ts";
import { templates } from "./endpoints.ts";
import { meantVariable } from "./headers.ts";
import type { Rule } from "./rule.ts";
import { isCorePart } from "./surfaces.ts";

/** Every variable goes somewhere: into an address, a path, a fixed header, or a wire or authenticator that reads it by its name. */
export const checkVariables: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const { surfaces, vars } = entry.data;
    // What a plugin's wire or authenticator reads, such as a project or a region, is its own business.
    if (
      !surfaces.every(
        ({ wire, auth }) => isCorePart("wires", wire) && isCorePart("authenticators", auth),
      )
    )
      continue;
    const names = Object.keys(vars ?? {});
    const texts = templates(entry).map(([, text]) => text);
    for (const { headers } of [
      entry.data,
      ...surfaces,
      ...Object.values(entry.data.families ?? {}),
    ])
      texts.push(...Object.values({ ...headers?.browser, ...headers?.fixed }));
    // Of a place that misspells a variable another rule speaks.
    const used = new Set(texts.flatMap(placesOf).map((place) => meantVariable(place, names)));
    for (const name of names) {
      if (used.has(name)) continue;
      report({
        entry,
        path: ["vars", name],
        at: "key",
        message: `nothing uses it: no address, path or fixed header has a place {${name}}`,
      });
    }
  }
};
