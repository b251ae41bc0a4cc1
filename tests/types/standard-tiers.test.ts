import { expect, it } from "vitest";
import { priceFor } from "@byok/core";
import { parseCatalog } from "../../packages/catalog/src/parse-catalog.ts";

const platform = (tier: string): string => `name: Acme
kind: direct
configName: AcmeConfig
env: [ACME_API_KEY]
endpoints: [{ id: default, baseUrl: https://api.acme.example/v1 }]
surfaces: [{ wire: openai-chat, auth: bearer }]
models:
  acme-1:
    prices:
      - { currency: USD, components: { input: "1" }, source: { name: page, date: 2026-11-01 } }
      - { currency: USD, serviceTier: ${tier}, components: { input: "2" }, source: { name: page, date: 2026-11-01 } }
`;

// The catalog refuses two prices of one tier, and core knows which names mean that no special one is used.
it.each(["standard", "default", "auto", "on_demand", "standard_only", "flex", "batch", "priority"])(
  "the catalog takes %s for the tier that core takes it for",
  (serviceTier) => {
    const source = { name: "page", date: "2026-11-01" };
    const row = { currency: "USD", serviceTier, components: { input: "1" }, source };
    const isStandard = priceFor([row], { at: 0 }) !== undefined;
    const { problems } = parseCatalog(new Map([["platforms/acme.yaml", platform(serviceTier)]]));
    expect(problems.map(({ message }) => message)).toEqual(
      isStandard ? [expect.stringContaining("holds at the same time as prices[0]")] : [],
    );
  },
);
