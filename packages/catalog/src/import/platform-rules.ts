/** What the import knows about one platform beyond the facts themselves. */
export interface PlatformRules {
  /** Models that a user of the seed documents would look for; they stay although deprecated. */
  named?: readonly RegExp[];
  /** Prefixes of an id that only name a region or a deployment type; dropped beside the bare id. */
  regionPrefix?: RegExp;
  /** Ids that are no models of their own, such as fine-tune prices. */
  notModels?: readonly RegExp[];
  /** Generations that nobody chooses any more, though lists still hold them. */
  outdated?: readonly RegExp[];
  /** Sources that count as a list of this platform's models, besides the usual ones. */
  listSources?: readonly string[];
  /** Platforms whose rows are the same models, looked up in this order. */
  makers?: readonly string[];
  /** What is cut off an id, or put in its place, before a maker's row is looked up. */
  makerId?: readonly (readonly [RegExp, string])[];
  /** Rerank models are taken too. */
  rerank?: boolean;
  /** The platform bills a cache that a request makes by the hour, so what the facts file under writing is that fee. */
  hourlyCacheFee?: boolean;
}

/**
 * Sources that keep a list of what a platform serves. Those that are price books alone
 * (portkey, genai-prices, llm-prices) or keep old ids for ever (litellm, oh-my-pi) are no proof
 * that a model can be chosen today.
 */
export const LIST_SOURCES: readonly string[] = [
  "pi-ai",
  "model-bank",
  "models.dev",
  "catwalk",
  "mastra-registry",
];

/** Platforms that have no model file: their own live list is the only true one. */
export const LIVE_PLATFORMS: readonly string[] = [
  "openrouter",
  "cometapi",
  "aiml",
  "aihubmix",
  "orcarouter",
  "atlascloud",
  "avian",
  "netmind",
  "crynux",
  "ollama",
  "vllm",
  "sglang",
  "lmstudio",
  "litellm",
  "function-gemma",
  "openai-compatible-model",
];

/** The rules by platform id; a platform without an entry is imported by the general rule alone. */
export const PLATFORM_RULES: Readonly<Record<string, PlatformRules>> = {
  openai: {
    named: [
      /^gpt-4o(-mini)?$/,
      /^gpt-4$/,
      /^gpt-3\.5-turbo$/,
      /^o1(-mini|-preview)?$/,
      /^o3(-mini)?$/,
    ],
    notModels: [
      /^ft:/,
      /\.ft-$/,
      /-\d+k$/,
      /^gpt-oss/,
      /^(container|moderation)$/,
      /:extended$/,
      /^text-embedding-.*-v2$/,
    ],
    outdated: [/^gpt-3\.5-turbo-0[36]/],
  },
  anthropic: {
    named: [/^claude-3-(5-|7-)?(opus|sonnet|haiku)-(\d{8}|latest)$/],
    notModels: [/-\d+k$/],
  },
  gemini: {
    hourlyCacheFee: true,
    named: [/^gemini-pro$/, /^gemini-\d+(\.\d+)?-(pro|flash)$/],
    notModels: [/-(gt|lte)-\d+k$/, /-\d+k$/, /^claude-/, /tts|lyria|native-audio|-live|imagen/],
  },
  deepseek: { named: [/^deepseek-(chat|reasoner)$/] },
  azure: {
    named: [/^text-embedding-3-(small|large)$/, /^gpt-35-turbo$/],
    regionPrefix: /^(us|eu|global|global-standard|azure|regional)\//,
    notModels: [/^(container|ada|babbage|curie|davinci)$/, /^ft:/],
    outdated: [/^phi-3-/, /^meta-llama-3-/, /^gpt-4-32k/, /^gpt-3\.5-turbo-/],
    makers: ["openai", "anthropic", "deepseek", "mistral", "xai", "cohere", "moonshot"],
    makerId: [
      [/^gpt-35-/, "gpt-3.5-"],
      [/^cohere-(?=command)/, ""],
      [/^cohere-embed-v3-/, "embed-"],
    ],
  },
  "aws-bedrock": {
    regionPrefix:
      /^(us|eu|apac|au|jp|ca|sa|global|regional|us-gov|[a-z]{2}-(gov-)?[a-z]+-\d)[./]|^(bedrock|invoke|converse)\//,
    notModels: [
      /commitment/,
      /^(us-gov|regional)[./]/,
      /^[a-z]{2}-(gov-)?[a-z]+-\d\//,
      /stability|titan-image/,
    ],
    makers: [
      "anthropic",
      "openai",
      "deepseek",
      "mistral",
      "cohere",
      "moonshot",
      "minimax",
      "zhipu",
      "qwen",
      "xai",
    ],
    makerId: [
      // AWS's id of DeepSeek V3.1 holds no minor version.
      [/^deepseek\.v3-v1:0$/, "deepseek.v3.1"],
      [/^[a-z]+\./, ""],
      [/(-v\d+)?(:\d+)?$/, ""],
      [/^v(?=\d)/, "deepseek-v"],
      [/^minimax-m/, "MiniMax-M"],
    ],
  },
  watsonx: { listSources: ["litellm"], notModels: [/granite-ttm/, /guardian/, /guard/] },
  samba: { listSources: ["litellm"] },
  cohere: { listSources: ["litellm"], rerank: true },
  volcano: { hourlyCacheFee: true },
  groq: { notModels: [/orpheus/, /prompt-guard/] },
  minimax: { notModels: [/^minimax-/] },
  qwen: {
    notModels: [/^siliconflow\//, /realtime|livetranslate/],
    outdated: [/^qwen2\.5-/, /-distill-/],
  },
  novita: { outdated: [/-distill-/, /^qwen\/qwen-?2(\.5)?-/] },
  nvidia: {
    // Models of pictures, proteins, roads and voices, and guards, that answer no chat.
    notModels: [
      /esm2|esmfold|sparsedrive|streampetr|bevformer|cosmos|speaker|studiovoice|voicechat|paligemma/,
      /gliner|guard|content-safety|\/usd|diffusiongemma|v03$/,
    ],
  },
};
