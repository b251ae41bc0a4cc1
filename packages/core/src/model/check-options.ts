import { nearNames } from "../config/near-names.ts";
import { DEFAULT_LIMITS } from "../engine/limits.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { Secret } from "../keys/secret.ts";
import { MODEL_OPTION_NAMES, type ModelOptions } from "./model-options.ts";

/** Names from other libraries, with ours. */
const RENAMED: Readonly<Record<string, string>> = {
  timeout: "timeoutMs (milliseconds)",
  base_url: "url",
  baseURL: "url",
  baseUrl: "url",
  api_key: "apiKey",
  max_retries: "maxRetries",
  model_platform: "modelPlatform",
  model_type: "modelType",
  model_config_dict: "modelConfig",
};

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isFunction = (value: unknown): boolean => typeof value === "function";
const isObject = (value: unknown): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const has = (value: unknown, ...methods: string[]): boolean =>
  isObject(value) &&
  methods.every((method) => isFunction((value as Record<string, unknown>)[method]));

/** What each option must be, in words and as a test. Options that are checked where they are used are not here. */
const RULES: Readonly<
  Partial<Record<keyof ModelOptions, [what: string, test: (value: unknown) => boolean]>>
> = {
  apiKey: ["a text", (value) => typeof value === "string" || value instanceof Secret],
  url: ["a URL", isText],
  region: ["the id or region of an endpoint", isText],
  vars: [
    "an object of texts",
    (value) =>
      isObject(value) && Object.values(value as object).every((item) => typeof item === "string"),
  ],
  client: ["an official client", isObject],
  surface: ["the id of a wire", isText],
  maxRetries: [
    "a whole number, 0 or more",
    (value) => Number.isInteger(value) && (value as number) >= 0,
  ],
  retryBudget: [
    "a retry budget, with `take` and `reward`",
    (value) => has(value, "take", "reward"),
  ],
  onUnsupported: ['"warn" or "error"', (value) => value === "warn" || value === "error"],
  keyStore: ["a key store, with `find`", (value) => has(value, "find")],
  envFile: ["a path, true or false", (value) => typeof value === "boolean" || isText(value)],
  transport: [
    '"node", "fetch" or a transport with `open`',
    (value) => value === "node" || value === "fetch" || has(value, "open"),
  ],
  fetch: ["a function", isFunction],
  fetchUrl: ["a function", isFunction],
  middleware: ["a list of middleware", (value) => Array.isArray(value) && value.every(isObject)],
  budget: ["a budget, with `reserve`", (value) => has(value, "reserve")],
  trace: ["a function or the path of a file", (value) => isFunction(value) || isText(value)],
  allowInsecureHttp: ["true or false", (value) => typeof value === "boolean"],
  limits: [
    `an object of numbers above 0, named ${Object.keys(DEFAULT_LIMITS).join(", ")}`,
    isLimits,
  ],
  attribution: ["true or false", (value) => typeof value === "boolean"],
};

/**
 * Checks the options of `create` before anything else is done with them.
 *
 * @throws InvalidRequestError for an unknown name or a value of the wrong kind; values are never shown.
 */
export function checkOptions(options: ModelOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (!(MODEL_OPTION_NAMES as readonly string[]).includes(name)) throw unknownOption(name);
    const rule = RULES[name as keyof ModelOptions];
    if (value === undefined || rule === undefined || rule[1](value)) continue;
    throw new InvalidRequestError(`The option \`${name}\` must be ${rule[0]}.`, {
      hint: "Leave it out for the default.",
    });
  }
}

function unknownOption(name: string): InvalidRequestError {
  const right = Object.hasOwn(RENAMED, name)
    ? RENAMED[name]
    : nearNames(name, MODEL_OPTION_NAMES)[0];
  return new InvalidRequestError(`Unknown option "${name}".`, {
    hint: right === undefined ? "Parameters of the model go into `modelConfig`." : `Use ${right}.`,
  });
}

function isLimits(value: unknown): boolean {
  if (!isObject(value)) return false;
  return Object.entries(value as object).every(
    ([name, limit]) =>
      Object.hasOwn(DEFAULT_LIMITS, name) && typeof limit === "number" && limit > 0,
  );
}
