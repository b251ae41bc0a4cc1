import { findPlatform } from "@byok/core";
import type { LocalServerAddress } from "./io.ts";
import type { Probe, ServerPlace } from "./local-servers.ts";

/** What stands against a server that gave no chat model, as a sentence without its full stop. */
export function tellServer(server: ServerPlace, { state }: Pick<Probe, "state">): string {
  const { name, url, variable } = server;
  if (state === "silent")
    return `${name} does not answer at ${url}${variable === undefined ? "" : `, the address in ${variable}`}`;
  if (state === "refused") return `${name} at ${url} wants a key`;
  if (state === "other") return `${name} at ${url} answers, but not with a list of models`;
  return `${name} at ${url} lists no chat model`;
}

/** One line on a server that nobody named and that wants a key, with the command to type; undefined for any other. */
export function tellUnnamed(server: ServerPlace, { status }: Probe): string | undefined {
  // Whatever forbids everybody is no model server that waits for a key.
  if (server.variable !== undefined || status !== 401) return undefined;
  const { name, url } = server;
  return `A server at ${url}, where ${name} usually is, wants a key: ${exportKey(server)}`;
}

/** The command that gives a server its key, and its address where nothing but byok's own guess says it. */
export function exportKey({
  platform,
  url,
  guessed,
}: Pick<ServerPlace, keyof LocalServerAddress | "guessed">): string {
  const { env, baseUrlEnv } = findPlatform(platform) ?? {};
  const address = guessed === undefined ? "" : ` ${baseUrlEnv?.[0]}=${url}`;
  return `export ${env?.[0]}=…${address}`;
}
