import type { LooseConfig, ModelOptions } from "@byok/core";
import type { KeyAccess } from "../vault/key-access.ts";
import type { CommandInput, OptionSpec } from "./command.ts";
import { ENV_FILE_FLAGS, envFileOf } from "./env-file-options.ts";
import { PASSPHRASE_FLAGS } from "./passphrase-flags.ts";
import { durationOption, numberOption } from "./values.ts";

/** Flags of every command that talks to a platform. */
export const CONNECTION_FLAGS: Readonly<Record<string, OptionSpec>> = {
  url: { type: "string", value: "<address>", help: "Base URL, such as http://127.0.0.1:8080/v1." },
  region: {
    type: "string",
    value: "<region>",
    help: "One of the platform's endpoints, by id or region.",
  },
  ...ENV_FILE_FLAGS,
  "key-label": {
    type: "string",
    value: "<label>",
    help: "Which of the platform's stored keys; its default one when absent.",
  },
  ...PASSPHRASE_FLAGS,
  timeout: {
    type: "string",
    value: "<time>",
    help: "Longest wait for the answer to begin: 30s, 2m, 500ms; 0 for no limit.",
  },
  "allow-insecure-http": {
    type: "boolean",
    help: "Allow plain http to a server on your own network.",
  },
};

/** Flags of every command that asks a model. */
export const MODEL_FLAGS: Readonly<Record<string, OptionSpec>> = {
  model: {
    type: "string",
    short: "m",
    value: "<platform/model>",
    help: "The model; a platform alone means its default model.",
  },
  system: {
    type: "string",
    short: "s",
    value: "<text>",
    blank: true,
    help: "Instructions that stand above the conversation.",
  },
  temperature: {
    type: "string",
    short: "t",
    value: "<number>",
    help: "Randomness; most models take 0 to 2.",
  },
  "max-tokens": {
    type: "string",
    value: "<number>",
    help: "Most tokens of the answer, reasoning included.",
  },
  "reasoning-effort": {
    type: "string",
    value: "<effort>",
    help: "low, medium, high, or what the model takes.",
  },
  surface: {
    type: "string",
    value: "<wire>",
    help: "The wire, where a platform has several: openai-chat, anthropic-messages, …",
  },
  ...CONNECTION_FLAGS,
};

/** Core's options of a model; with `keys`, stored keys are found too. */
export function modelOptions(input: CommandInput, keys?: KeyAccess): ModelOptions {
  const options: ModelOptions = { envFile: envFileOf(input) };
  if (keys !== undefined) {
    keys.label = input.text("key-label");
    options.keyStore = keys.store;
  }
  const url = input.text("url");
  const region = input.text("region");
  const surface = input.text("surface");
  const timeoutMs = durationOption(input, "timeout");
  if (url !== undefined) options.url = url;
  if (region !== undefined) options.region = region;
  if (surface !== undefined) options.surface = surface;
  if (timeoutMs !== undefined) options.timeoutMs = timeoutMs;
  if (input.flag("allow-insecure-http")) options.allowInsecureHttp = true;
  return options;
}

/** The parameters that flags set. */
export function modelConfig(input: CommandInput): LooseConfig {
  const config: LooseConfig = {};
  const temperature = numberOption(input, "temperature");
  const maxTokens = numberOption(input, "max-tokens", { integer: true, min: 1 });
  const effort = input.text("reasoning-effort");
  if (temperature !== undefined) config.temperature = temperature;
  if (maxTokens !== undefined) config.maxTokens = maxTokens;
  if (effort !== undefined) config.reasoningEffort = effort;
  return config;
}
