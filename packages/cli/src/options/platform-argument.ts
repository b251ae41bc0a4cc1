import { findPlatform, nearPlatforms, UnknownPlatformError, type Platform } from "@byok/core/keys";
import { CliError } from "../errors/cli-error.ts";
import type { CommandInput } from "./command.ts";
import { looksLikeKey } from "./looks-like-key.ts";

/**
 * The platform that the first word names.
 *
 * @throws CliError when it is missing or looks like a key, UnknownPlatformError with near names.
 */
export function platformArgument(input: CommandInput, command: string): Platform {
  const [name] = input.positionals;
  if (name === undefined) {
    throw new CliError(`byok ${command} needs a platform.`, {
      why: "`byok platforms` lists them.",
      next: `byok ${command} openai`,
    });
  }
  return platformNamed(name);
}

/** The platform of a name. @throws CliError when it looks like a key, UnknownPlatformError with near names. */
export function platformNamed(name: string): Platform {
  const platform = findPlatform(name);
  if (platform !== undefined) return platform;
  if (looksLikeKey(name)) throw keyAsArgument();
  const near = nearPlatforms(name);
  throw new UnknownPlatformError(`Unknown model platform: ${name}`, {
    hint:
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "No name of the catalog is like it.",
  });
}

/** The error for a key among the words of a command; it never repeats the key. */
export function keyAsArgument(platform = "<platform>"): CliError {
  return new CliError("A key is never taken from the command line; nothing was stored.", {
    why: "Arguments stay in the shell's history, and every program on this machine can read them. If this was a key, delete that line of the history, or make a new key.",
    next: `byok keys add ${platform} (paste it when asked, or pipe it in)`,
  });
}
