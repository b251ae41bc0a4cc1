import type { ModelRow, PriceTable } from "@byok/core";
import type { Platform, Policy, Surface } from "@byok/core/provider";

const OPENAI: Surface = { wire: "openai-chat", auth: "bearer" };
const ANTHROPIC: Surface = { wire: "anthropic-messages", auth: "header", authName: "x-api-key" };

/** A platform with one endpoint and one model with a price. */
export function entry(id: string, policy: Policy, own: Partial<Platform> = {}): Platform {
  return {
    id,
    name: id,
    kind: "direct",
    keysUrl: `https://${id}.example/keys`,
    env: [`${id.toUpperCase()}_API_KEY`],
    endpoints: [{ id: "default", baseUrl: `https://api.${id}.example/v1`, currency: "USD" }],
    surfaces: [OPENAI, ANTHROPIC],
    models: "table",
    ...policy,
    ...own,
  };
}

/** Entries that are sound and unusual: what is rare must not be taken for a fault. */
export const SOUND: readonly Platform[] = [
  entry("soundpath", { headers: { fixed: { "x-account": "a-{account}" } } }, {
    vars: { account: { env: ["SOUNDPATH_ACCOUNT"], what: "the account" } },
    surfaces: [
      {
        ...OPENAI,
        path: "/accounts/{account}/run/{model}?v={account}",
        paths: { embed: "/accounts/{account}/vectors/{model}" },
      },
      { ...ANTHROPIC, path: "/{account}/models/{model}:rawPredict" },
    ],
  }),
  entry("soundquery", {}, {
    surfaces: [{ wire: "openai-chat", auth: "query", authName: "key", authPrefix: "p-" }],
  }),
  entry("soundnone", {}, {
    env: [],
    surfaces: [
      { wire: "openai-chat", auth: "none" },
      { wire: "anthropic-messages", auth: "none" },
    ],
  }),
  entry("sounddetails", { reasoning: { details: "parts" } }),
  entry("soundmust", { stream: { required: true, usage: "never" } }),
  entry("soundwhole", { stream: { supported: false } }),
  entry("soundeach", { usage: { report: "each", paths: { cost: "price" }, costCurrency: "USD" } }),
];

/** Their models, by platform. */
export const SOUND_MODELS: Readonly<Record<string, Readonly<Record<string, ModelRow>>>> =
  Object.fromEntries(
    SOUND.map(({ id }) => [
      id,
      { plain: { id: "plain" }, vectors: { id: "vectors", kind: "embedding" } },
    ]),
  );

/** Their prices, by platform. */
export const SOUND_PRICES: Readonly<Record<string, PriceTable>> = Object.fromEntries(
  SOUND.map(({ id }) => [
    id,
    {
      plain: [
        {
          currency: "USD",
          components: { input: "1", output: "2" },
          source: { name: "sound", date: "2026-11-21" },
        },
      ],
    },
  ]),
);
