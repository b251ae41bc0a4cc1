import { Secret } from "@byok/core/keys";
import { VaultError } from "../vault-error.ts";
import type { EnvironmentVariables } from "../state-paths.ts";
import type { PassphraseRequest, PassphraseSource } from "../vault-types.ts";

/** The variable that holds the passphrase on machines without a person. */
export const PASSPHRASE_VARIABLE = "BYOK_PASSPHRASE";

const SHORTEST = 8;

/**
 * The passphrase, from what was given, else from BYOK_PASSPHRASE.
 *
 * @throws VaultError with reason `locked` when there is none, or `weak_passphrase` for a new one that is too short.
 */
export async function readPassphrase(
  source: PassphraseSource | undefined,
  env: EnvironmentVariables,
  request: PassphraseRequest,
): Promise<string> {
  const text = await passphraseFrom(source, env, request);
  if (text === undefined || text === "") {
    throw new VaultError(
      "locked",
      request.purpose === "unlock"
        ? "The vault is locked with a passphrase."
        : "A passphrase is needed to protect the vault.",
      {
        path: request.path,
        steps: [
          "Run the command in a terminal, which asks for it.",
          `On a machine without a person, set ${PASSPHRASE_VARIABLE}, or pipe it in with --passphrase-stdin.`,
        ],
      },
    );
  }
  if (request.purpose !== "unlock" && Array.from(text).length < SHORTEST) {
    throw new VaultError(
      "weak_passphrase",
      `This passphrase is shorter than ${SHORTEST} characters.`,
      {
        steps: ["Take four or more words that nobody would put together."],
      },
    );
  }
  return text;
}

async function passphraseFrom(
  source: PassphraseSource | undefined,
  env: EnvironmentVariables,
  request: PassphraseRequest,
): Promise<string | undefined> {
  if (typeof source === "string") return source;
  if (source instanceof Secret) return source.reveal();
  // The variable first: a program in a terminal always brings a function that asks.
  const set = env[PASSPHRASE_VARIABLE];
  if (set !== undefined && set !== "" && request.purpose !== "rekey") return set;
  return source === undefined ? undefined : source(request);
}
