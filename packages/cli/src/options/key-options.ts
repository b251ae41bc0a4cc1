import type { BackendKind } from "@byok/vault";
import { CliError } from "../errors/cli-error.ts";
import type { CommandInput, OptionSpec } from "./command.ts";
import { looksLikeKey } from "./looks-like-key.ts";
import { nearNames } from "./near-names.ts";
import { keyAsArgument, platformArgument } from "./platform-argument.ts";

const BACKENDS: readonly BackendKind[] = ["keychain", "passphrase", "key-file", "session"];

/** Flags that choose how a new vault is protected. */
export const BACKEND_FLAGS: Readonly<Record<string, OptionSpec>> = {
  backend: {
    type: "string",
    value: "<backend>",
    help: "How a new vault is protected: keychain, passphrase, key-file or session.",
  },
  "key-file": {
    type: "string",
    value: "<path>",
    help: "The file whose 32 bytes open the vault, for --backend key-file.",
  },
};

/** Flags that name one stored key. */
export const SELECTOR_FLAGS: Readonly<Record<string, OptionSpec>> = {
  label: {
    type: "string",
    value: "<label>",
    help: "The key's label, where the platform has several.",
  },
  region: {
    type: "string",
    value: "<region>",
    help: "The key's region, where two have one label.",
  },
};

/** The backend that `--backend` names. @throws CliError for another word. */
export function backendOption(input: CommandInput): BackendKind | undefined {
  const value = input.text("backend");
  if (value === undefined) return undefined;
  const backend = BACKENDS.find((each) => each === value);
  if (backend !== undefined) return backend;
  const [near] = nearNames(value, BACKENDS);
  throw new CliError(`There is no backend "${value}".`, {
    why: `Backends are ${BACKENDS.join(", ")}.`,
    next: `--backend ${near ?? "passphrase"}`,
  });
}

/** One stored key by `<platform> [label]`, or `<platform> --label`. @throws CliError, UnknownPlatformError. */
export function keySelector(
  input: CommandInput,
  command: string,
): { platform: string; label?: string; region?: string } {
  const platform = platformArgument(input, command).id;
  const [, word, ...more] = input.positionals;
  if (more.length > 0 || (word !== undefined && input.text("label") !== undefined)) {
    throw new CliError(`byok ${command} takes one platform and one label.`, {
      next: `byok ${command} ${platform} <label>`,
    });
  }
  if (word !== undefined && looksLikeKey(word)) throw keyAsArgument(platform);
  const label = word ?? input.text("label");
  const region = input.text("region");
  return {
    platform,
    ...(label === undefined ? {} : { label }),
    ...(region === undefined ? {} : { region }),
  };
}
