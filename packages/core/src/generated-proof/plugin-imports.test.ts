import { describe, expect, it } from "vitest";
import {
  AUTHENTICATOR_PACKAGES,
  FRAMING_PACKAGES,
  PLUGIN_PACKAGES,
  WIRE_PACKAGES,
} from "../generated/plugin-imports.ts";
import { PLATFORMS } from "../generated/platforms.ts";
import type { Provider } from "../spi/provider.ts";

const CORE = {
  wires: ["openai-chat"],
  authenticators: ["bearer", "header", "query", "none"],
  framings: ["sse", "ndjson", "json", "bytes"],
};

const existing = Object.entries(PLUGIN_PACKAGES).filter(([, { load }]) => load !== undefined);

describe("plugin packages", () => {
  it.each(existing)(
    "%s loads, and brings what the map says",
    async (name, { export: exported, load }) => {
      const provider = (await load?.())?.[exported] as Provider;
      const namesIn = (map: Readonly<Record<string, string>>): string[] =>
        Object.entries(map).flatMap(([id, owner]) => (owner === name ? [id] : []));
      expect(provider.specVersion).toBe(1);
      expect((provider.wires ?? []).map(({ id }) => id)).toEqual(
        expect.arrayContaining(namesIn(WIRE_PACKAGES)),
      );
      expect((provider.authenticators ?? []).map(({ id }) => id)).toEqual(
        expect.arrayContaining(namesIn(AUTHENTICATOR_PACKAGES)),
      );
      expect((provider.framings ?? []).map(({ id }) => id)).toEqual(
        expect.arrayContaining(namesIn(FRAMING_PACKAGES)),
      );
    },
  );

  it("say for every surface who brings its wire, authenticator and framing", () => {
    for (const { id, surfaces } of Object.values(PLATFORMS)) {
      for (const { wire, auth, framing } of surfaces) {
        expect(
          CORE.wires.includes(wire) || Object.hasOwn(WIRE_PACKAGES, wire),
          `${id}: ${wire}`,
        ).toBe(true);
        expect(
          CORE.authenticators.includes(auth) || Object.hasOwn(AUTHENTICATOR_PACKAGES, auth),
          `${id}: ${auth}`,
        ).toBe(true);
        if (framing === undefined) continue;
        expect(
          CORE.framings.includes(framing) || Object.hasOwn(FRAMING_PACKAGES, framing),
          `${id}: ${framing}`,
        ).toBe(true);
      }
    }
  });

  it("are known by name wherever the maps name them", () => {
    for (const map of [WIRE_PACKAGES, AUTHENTICATOR_PACKAGES, FRAMING_PACKAGES]) {
      for (const name of Object.values(map))
        expect(Object.hasOwn(PLUGIN_PACKAGES, name), name).toBe(true);
    }
  });
});
