import { findPlatform, isByokError, type ByokError } from "@byok/core";
import type { KeysAtHand } from "./keys-at-hand.ts";
import type { ListAccess } from "./list-chat-models.ts";
import { listServer, probe, type UsualServers } from "./local-servers.ts";
import type { ModelChoice } from "./model-choice.ts";
import { whyUnusable } from "./models/why-unusable.ts";

/**
 * Chooses the first chat model of the first server that lists one: those with a key first, then in the written order.
 * Each has all of the time for its list. What stands against one with a key is added to `skipped`.
 */
export async function chooseLocal(
  { servers, problems }: UsualServers,
  keys: KeysAtHand,
  access: ListAccess,
  skipped: string[],
): Promise<ModelChoice | undefined> {
  for (const { platform, name, error } of problems)
    skipped.push(because(keys.placeOf(platform), platform, name, error));
  const asked = servers.map((server) => ({
    server,
    place: keys.placeOf(server.platform),
    // All at once: most of them are not there.
    probing: probe(server.url, access.signal),
  }));
  const ordered = asked.toSorted(
    (a, b) => Number(b.place !== undefined) - Number(a.place !== undefined),
  );
  for (const { server, place, probing } of ordered) {
    const { platform, name, url } = server;
    try {
      const own = { ...access, patience: { ...access.patience } };
      const { models } = await listServer(server, place !== undefined, own, probing);
      const [model] = models;
      if (model !== undefined) {
        const found =
          place ?? (skipped.length === 0 ? "No key was found" : "Nothing that is set can be used");
        return {
          platform,
          model,
          ...(server.resolved === true ? {} : { url }),
          by: "local",
          why: `${found}, and ${name} answers at ${url}; this is the first chat model of its list.`,
          skipped,
        };
      }
      if (place === undefined) continue;
      skipped.push(
        server.guessed === undefined
          ? `${place}, but ${name} at ${url} lists no chat model.`
          : because(place, platform, "a server", server.guessed),
      );
    } catch (error) {
      if (!isByokError(error) || error.code === "vault" || error.code === "aborted") throw error;
      skipped.push(`${place}, but ${name} at ${url} cannot be used: ${whyUnusable(error)}`);
    }
  }
  return undefined;
}

/** Why a server is not used, and what would help. */
function because(
  place: string | undefined,
  platform: string,
  name: string,
  error: ByokError,
): string {
  const variable = findPlatform(platform)?.baseUrlEnv?.[0];
  const next =
    error.code === "invalid_request" && variable !== undefined
      ? ` Set ${variable}, or give --url.`
      : "";
  return `${place === undefined ? "" : `${place}, but `}${name} cannot be used: ${whyUnusable(error)}${next}`;
}
