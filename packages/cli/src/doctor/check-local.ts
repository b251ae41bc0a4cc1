import { probe, usualServers } from "../local-servers.ts";
import type { CheckContext, CheckLine } from "./check.ts";

/** Model servers on this machine. */
export async function checkLocal({ io, envFile }: CheckContext): Promise<CheckLine[]> {
  const servers = io.localServers ?? usualServers(envFile);
  const found = await Promise.all(
    servers.map(async (server) => ({ ...server, models: await probe(server.url) })),
  );
  const lines = found
    .filter(({ models }) => models.length > 0)
    .map(({ name, url, models }): CheckLine => ({
      area: "local",
      state: "ok",
      text: `${name} answers at ${url} with ${models.length === 1 ? "1 model" : `${models.length} models`}.`,
    }));
  if (lines.length > 0) return lines;
  return [{ area: "local", state: "ok", text: "No local model server answers; none is needed." }];
}
