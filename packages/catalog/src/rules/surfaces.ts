import type { Plugin } from "../catalog.ts";
import { didYouMean } from "../checks/suggest.ts";
import type { DataPath } from "../problem.ts";
import type { Rule } from "./rule.ts";

/** Wires, authenticators and framings exist, in core or in a plugin package; each wire stands once per platform. */
export const checkSurfaces: Rule = ({ entries, plugins, report }) => {
  const known = knownParts(plugins);
  for (const entry of entries.values()) {
    const { surfaces } = entry.data;
    for (const [index, surface] of surfaces.entries()) {
      const base: DataPath = ["surfaces", index];
      const mustBeKnown = (field: "wire" | "auth" | "framing", set: ReadonlySet<string>): void => {
        const name = surface[field];
        if (name === undefined || set.has(name)) return;
        report({
          entry,
          path: [...base, field],
          message: `${name} is unknown: neither core nor plugins.yaml has it${didYouMean(name, set)}`,
        });
      };
      mustBeKnown("wire", known.wires);
      mustBeKnown("auth", known.authenticators);
      mustBeKnown("framing", known.framings);
      if (surfaces.findIndex(({ wire }) => wire === surface.wire) !== index) {
        report({
          entry,
          path: [...base, "wire"],
          message: `a second surface has the wire ${surface.wire}`,
        });
      }
      const named = NAMED_AUTH.has(surface.auth);
      if (named && surface.authName === undefined) {
        report({
          entry,
          path: [...base, "auth"],
          judged: [base],
          message: `${surface.auth} needs authName: the ${surface.auth}'s name`,
        });
      }
      for (const field of ["authName", "authPrefix"] as const) {
        if (surface[field] === undefined || named || !CORE.authenticators.has(surface.auth))
          continue;
        report({
          entry,
          path: [...base, field],
          at: "key",
          message: `means nothing with auth ${surface.auth}: header and query take it`,
        });
      }
    }
    const needsKey = surfaces.some(({ auth, env }) => KEYED_AUTH.has(auth) && env === undefined);
    const ownKeys = entry.data.endpoints.every(({ keyEnv }) => keyEnv !== undefined);
    if (
      entry.sound &&
      needsKey &&
      entry.data.env.length === 0 &&
      !ownKeys &&
      entry.data.keyOptional !== true
    ) {
      report({
        entry,
        path: ["env"],
        message: "is empty, but a surface needs a key: name it, or set keyOptional",
      });
    }
  }
};

const CORE = {
  wires: new Set(["openai-chat"]),
  authenticators: new Set(["bearer", "header", "query", "none"]),
  framings: new Set(["sse", "ndjson", "json", "bytes"]),
};

/** Whether core itself brings a wire or authenticator. */
export function isCorePart(kind: "wires" | "authenticators", name: string): boolean {
  return CORE[kind].has(name);
}

const NAMED_AUTH: ReadonlySet<string> = new Set(["header", "query"]);
const KEYED_AUTH: ReadonlySet<string> = new Set(["bearer", "header", "query"]);

/** The wires, authenticators and framings of core and of the plugin packages. */
export function knownParts(plugins: readonly Plugin[]): typeof CORE {
  return {
    wires: new Set([...CORE.wires, ...plugins.flatMap(({ wires }) => wires)]),
    authenticators: new Set([
      ...CORE.authenticators,
      ...plugins.flatMap(({ authenticators }) => authenticators),
    ]),
    framings: new Set([...CORE.framings, ...plugins.flatMap(({ framings }) => framings)]),
  };
}
