import type { CatalogInput } from "../catalog-input.ts";
import { catalogInput } from "../catalog-input.ts";
import { parseCatalog } from "../../parse-catalog.ts";

/** Path below the catalog's folder → data; JSON is YAML. */
export type CatalogData = Readonly<Record<string, object>>;

/** Parses catalog data as if it stood in files. */
export function inputOf(data: CatalogData): CatalogInput {
  return catalogInput(parseCatalog(new Map(Object.entries(textsOf(data)))));
}

/** The files' texts of catalog data. */
export function textsOf(data: CatalogData): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([path, value]) => [path, JSON.stringify(value, undefined, 2)]));
}

const why = "The reasoning models refuse it.";

/** A platform file with only what the schema requires. */
export function platformFile(name: string, fields: object = {}): object {
  return {
    name,
    kind: "direct",
    configName: `${name.replace(/[^A-Za-z0-9]/gu, "")}Config`,
    env: [`${name.toUpperCase().replace(/[^A-Z0-9]/gu, "_")}_API_KEY`],
    endpoints: [{ id: "default", baseUrl: "https://api.example.com/v1" }],
    surfaces: [{ wire: "openai-chat", auth: "bearer", path: "/chat/completions" }],
    models: "live",
    ...fields,
  };
}

/** Two platforms with tables, one without, and one plugin that exists. */
export function smallCatalog(): CatalogData {
  const price = (input: string): object => ({
    currency: "USD",
    components: { input, output: "2" },
    source: { name: "Acme price page", date: "2026-11-01" },
  });
  return {
    "platforms/acme.yaml": platformFile("Acme", {
      aliases: ["acme-cloud"],
      params: { temperature: { range: { min: 0, max: 2 } } },
      families: {
        reasoning: {
          params: { temperature: { unsupported: why }, maxTokens: { to: "max_completion_tokens" } },
          reasoning: { efforts: ["low", "high"] },
        },
        "deep-reasoning": { extends: "reasoning", params: { topP: { unsupported: why } } },
      },
      models: {
        "acme-1.5": { context: 1000, maxOutput: 100, prices: [price("1")] },
        "acme-r": { family: "reasoning", efforts: ["low", "medium", "high"], aliases: ["acme-r-2026-01-01"] },
        "acme-d": { family: "deep-reasoning" },
        "acme-embed": { kind: "embedding", dimensions: 8 },
        "acme-rank": { kind: "rerank" },
      },
    }),
    "platforms/bridge.yaml": platformFile("Bridge", {
      kind: "connector",
      families: { reasoning: {} },
      models: undefined,
    }),
    "models/bridge.yaml": {
      models: { "acme-1-5": { inherits: "acme/acme-1.5" }, "acme/acme-r": { inherits: "acme/acme-r" } },
      aliases: { latest: { target: "acme-1-5", since: "2026-01" } },
    },
    "platforms/local.yaml": platformFile("Local", {
      kind: "local",
      env: [],
      endpoints: [{ id: "default", baseUrl: "http://127.0.0.1:8080/v1" }],
      surfaces: [{ wire: "openai-chat", auth: "none" }],
      models: "none",
    }),
    "plugins.yaml": { "@byok/acme": { export: "acme", id: "acme", wires: ["acme-chat"], exists: true } },
  };
}
