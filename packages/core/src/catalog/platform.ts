import type { Policy } from "./policy.ts";

/** One way to talk to a platform: a wire, an authenticator, a framing and a path. */
export interface Surface extends Policy {
  /** The wire protocol's id, such as `openai-chat`; also the surface's name. */
  wire: string;
  /** The authenticator's id: `bearer`, `header`, `query`, `none` in core; others in plugins. */
  auth: string;
  /** The header or query name and prefix, for `header` and `query`. */
  authName?: string;
  authPrefix?: string;
  /** The framing of streams; the wire's own when absent. */
  framing?: string;
  /** Path of the chat operation, with `{model}` and `{var}` places; the wire's own when absent. */
  path?: string;
  /** Paths of other operations. */
  paths?: Readonly<Partial<Record<"embed" | "rerank" | "models" | "countTokens", string>>>;
  /** Base URL of this surface, where it is not the endpoint's; may hold `{var}` places. */
  baseUrl?: string;
  /** Base URL of this surface by endpoint id. */
  baseUrls?: Readonly<Record<string, string>>;
  /** A glob over model ids that this surface serves; all when absent. */
  models?: string;
  /** Environment names of this surface's key, where they are not the platform's. */
  env?: readonly string[];
}

/** A place where the platform answers. */
export interface Endpoint {
  id: string;
  /** The region that prices and models name; the id when absent. */
  region?: string;
  /** May hold `{var}` places; absent: the user must give a URL. */
  baseUrl?: string;
  currency?: string;
  /** Environment names of this endpoint's own key, before the platform's. */
  keyEnv?: readonly string[];
  /** The page where a user gets a key of this endpoint, where it is not the platform's. */
  keysUrl?: string;
}

/** A value that goes into a URL or a header: resource, account, project, region, api version. */
export interface PlatformVar {
  env: readonly string[];
  default?: string;
  /** What it is, for error texts. */
  what?: string;
}

/** How the platform lists its models. */
export interface ModelsApi {
  path: string;
  shape: "openai" | "ollama" | "anthropic";
  pagination?: "cursor";
}

/** How a key can be checked without spending. */
export interface KeyCheck {
  path: string;
  method?: "GET" | "POST";
  proves: "key" | "nothing";
}

/** How an aggregator names its makers' models. */
export interface Upstream {
  split: string;
  /** Prefix → platform id. */
  makers: Readonly<Record<string, string>>;
}

/** One platform, as generated from its YAML file. */
export interface Platform extends Policy {
  id: string;
  name: string;
  kind: "direct" | "connector" | "local";
  aliases?: readonly string[];
  docsUrl?: string;
  keysUrl?: string;
  /** Environment names of the key, in order; the first is the one that error texts name. Empty: the platform has no key. */
  env: readonly string[];
  /** The platform answers without a key too. */
  keyOptional?: boolean;
  /** Public prefixes of this platform's keys, such as `sk-ant-`. */
  keyPrefixes?: readonly string[];
  /** Environment names that replace the base URL, in order. */
  baseUrlEnv?: readonly string[];
  vars?: Readonly<Record<string, PlatformVar>>;
  /** The first is the default. */
  endpoints: readonly Endpoint[];
  /** The first is the default. */
  surfaces: readonly Surface[];
  /** Named policies that models refer to. */
  families?: Readonly<Record<string, Policy>>;
  /** `table`: the catalog lists them; `live`: only the platform knows; `none`: the user names one. */
  models: "table" | "live" | "none";
  /** The model used when the user names none. */
  defaultModel?: string;
  modelsApi?: ModelsApi;
  keyCheck?: KeyCheck;
  upstream?: Upstream;
  /**
   * For local servers: the usual port, the path that tells that it is there, and whether it passes requests on to
   * platforms that bill, so that its loopback address does not make it free.
   */
  local?: { port: number; probePath: string; forwards?: boolean };
  /** In whose form the answer's headers tell what is left of the rate limit; either form is read when absent. */
  rateLimitHeaders?: "openai" | "anthropic";
  /** True when the platform is known to be dormant or private; the text says what is known. */
  note?: string;
}
