import { findKeyPlace } from "@byok/core";
import { probe, usualServers } from "../local-servers.ts";
import type { CheckContext, CheckLine } from "./check.ts";

/** Model servers on this machine. No key is sent: one that wants a key is told of where a key for it is set. */
export async function checkLocal({ io, envFile }: CheckContext): Promise<CheckLine[]> {
  const keyOf = (platform: string): string | undefined => findKeyPlace(platform, { envFile })?.name;
  const servers = io.localServers ?? usualServers(envFile, (id) => keyOf(id) !== undefined).servers;
  const found = await Promise.all(
    servers.map(async (server) => ({ ...server, ...(await probe(server.url)) })),
  );
  const lines = found.flatMap(({ platform, name, url, state, models }): CheckLine[] => {
    const key = keyOf(platform);
    const wants = state === "refused" && key !== undefined;
    if (models.length === 0 && !wants) return [];
    const count = models.length === 1 ? "1 model" : `${models.length} models`;
    const what = wants ? `and wants a key; ${key} is set` : `with ${count}`;
    return [{ area: "local", state: "ok", text: `${name} answers at ${url} ${what}.` }];
  });
  if (lines.length > 0) return lines;
  return [{ area: "local", state: "ok", text: "No local model server answers; none is needed." }];
}
