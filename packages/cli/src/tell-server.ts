import { findPlatform } from "@byok/core";
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

/** The command that gives a platform its key. */
export function exportKey(platform: string): string {
  return `export ${findPlatform(platform)?.env[0]}=…`;
}
