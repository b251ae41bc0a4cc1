import type { Platform } from "@byok/core";

/**
 * The order in which platforms are taken when several have a key: the makers of models that are used most, then every
 * other maker, then the platforms that serve other makers' models. Platforms that are not named here follow in
 * alphabetical order within their kind, so a new platform needs no change here.
 */
export const PREFERRED: readonly string[] = [
  "openai",
  "anthropic",
  "gemini",
  "deepseek",
  "mistral",
  "xai",
  "qwen",
  "moonshot",
  "zhipu",
  "cohere",
  "groq",
  "cerebras",
  "together",
  "openrouter",
];

/** Local servers in the order in which they are taken. */
export const LOCAL_SERVERS: readonly { platform: string; name: string; port?: number }[] = [
  { platform: "ollama", name: "Ollama" },
  { platform: "lmstudio", name: "LM Studio" },
  { platform: "vllm", name: "vLLM" },
  { platform: "sglang", name: "SGLang" },
  { platform: "openai-compatible-model", name: "llama.cpp", port: 8080 },
];

/** The platform that is embedded in byok, for trying it without a key. */
export const EMBEDDED = "simulator";

/** Puts platforms that have keys into the documented order: makers, then connectors; local servers are asked after them. */
export function inOrder(platforms: readonly Platform[]): Platform[] {
  const kinds = ["direct", "connector"];
  const rank = (platform: Platform): number => {
    const preferred = PREFERRED.indexOf(platform.id);
    return kinds.indexOf(platform.kind) * 1000 + (preferred === -1 ? 999 : preferred);
  };
  return platforms
    .filter((platform) => kinds.includes(platform.kind))
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1));
}

/** The written rule, one step per line. What a step cannot use is passed over, and the reason is said. */
export const RULE: readonly string[] = [
  "--model, or /model in a chat. --url without it: the first chat model that the OpenAI-compatible server there lists.",
  "The environment variable BYOK_MODEL, such as openai/gpt-4o-mini.",
  `A key in the environment, in ./.env or stored on this device (byok keys add): the first platform that has one. Makers first (${PREFERRED.slice(0, 10).join(", ")}, then the others by name), then connectors (${PREFERRED.slice(10).join(", ")}, then the others by name). Its default model; where only the platform knows its models (OpenRouter and other aggregators), the first chat model of its list, which is asked with your key and has 4 seconds (6 for all platforms together). That model may be dear, so it is said which it is.`,
  "A local server that answers, and lists a chat model; the first of its list. Servers with a key of their own first (VLLM_API_KEY and the like; the list is asked for without the key where the server gives it so, the conversation is sent with it), then Ollama (port 11434), LM Studio (1234), vLLM (8000), SGLang (30000), llama.cpp (8080).",
  "byok chat only: the embedded simulator. byok ask never answers from it unless you name it: -m simulator.",
];
