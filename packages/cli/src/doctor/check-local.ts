import { findKeyPlace } from "@byok/core";
import { probe, usualServers, type Probe, type ServerPlace } from "../local-servers.ts";
import { exportKey, tellServer, tellUnnamed } from "../tell-server.ts";
import type { CheckContext, CheckLine } from "./check.ts";

/** Model servers on this machine. No key is sent: one that wants a key is told of where a key for it is set. */
export async function checkLocal({ io, envFile }: CheckContext): Promise<CheckLine[]> {
  const keyOf = (platform: string): string | undefined => findKeyPlace(platform, { envFile })?.name;
  const servers: readonly ServerPlace[] =
    io.localServers ?? usualServers({ envFile }, (id) => keyOf(id) !== undefined).servers;
  const found = await Promise.all(
    servers.map(async (server) => lineOf(server, await probe(server.url), keyOf(server.platform))),
  );
  const lines = found.filter((line) => line !== undefined);
  if (lines.length > 0) return lines;
  return [{ area: "local", state: "ok", text: "No local model server answers; none is needed." }];
}

/** What was found at an address; undefined where nobody named it and no model server shows itself. */
function lineOf(server: ServerPlace, found: Probe, key: string | undefined): CheckLine | undefined {
  const { name, url, variable } = server;
  const { state, models } = found;
  const wants = state === "refused" && key !== undefined;
  if (models.length > 0 || wants) {
    const count = models.length === 1 ? "1 model" : `${models.length} models`;
    const what = wants ? `and wants a key; ${key} is set` : `with ${count}`;
    return { area: "local", state: "ok", text: `${name} answers at ${url} ${what}.` };
  }
  if (variable === undefined) {
    const text = tellUnnamed(server, found);
    return text === undefined ? undefined : { area: "local", state: "ok", text };
  }
  const fixes: Readonly<Record<Probe["state"], string>> = {
    refused: exportKey(server),
    silent: `start ${name}, or unset ${variable}`,
    other: `check the address in ${variable}; it mostly ends in /v1`,
    list: `load a chat model in ${name}`,
  };
  return {
    area: "local",
    state: "warn",
    text: `${tellServer(server, found)}.`,
    fix: fixes[state],
  };
}
