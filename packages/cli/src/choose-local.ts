import { isByokError, type ByokError } from "@byok/core";
import { inCliWords } from "./errors/cli-words.ts";
import type { KeysAtHand } from "./keys-at-hand.ts";
import type { ListAccess } from "./list-chat-models.ts";
import {
  listServer,
  probe,
  type Probe,
  type ServerPlace,
  type UsualServers,
} from "./local-servers.ts";
import type { ModelChoice } from "./model-choice.ts";
import { whyUnusable } from "./models/why-unusable.ts";
import { exportKey, tellServer, tellUnnamed } from "./tell-server.ts";

/**
 * Chooses the first chat model of the first server that lists one: those with a key first, then in the written order.
 * Each has all of the time for its list. What stands against one with a key, or one that the user named by its address,
 * is added to `skipped`; a server that nobody named and that wants a key is added to `wanting`.
 */
export async function chooseLocal(
  { servers, problems }: UsualServers,
  keys: KeysAtHand,
  access: ListAccess,
  skipped: string[],
  wanting: string[],
): Promise<ModelChoice | undefined> {
  for (const { platform, name, error } of problems)
    skipped.push(because(keys.placeOf(platform), name, error));
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
      const found = await listServer(server, place !== undefined, own, probing);
      const [model] = found.models;
      if (model !== undefined) {
        const begin =
          place ?? (skipped.length === 0 ? "No key was found" : "Nothing that is set can be used");
        return {
          platform,
          model,
          ...(server.resolved === true ? {} : { url }),
          by: "local",
          why: `${begin}, and ${name} answers at ${url}; this is the first chat model of its list.`,
          skipped: [...skipped, ...wanting],
        };
      }
      if (server.guessed !== undefined && place !== undefined)
        skipped.push(because(place, "a server", server.guessed));
      else if (place !== undefined) skipped.push(`${place}, but ${tellServer(server, found)}.`);
      else if (server.variable !== undefined) skipped.push(withoutKey(server, found));
      else {
        const told = tellUnnamed(server, found);
        if (told !== undefined) wanting.push(told);
      }
    } catch (error) {
      if (!isByokError(error) || error.code === "vault" || error.code === "aborted") throw error;
      skipped.push(`${place}, but ${name} at ${url} cannot be used: ${whyUnusable(error)}`);
    }
  }
  return undefined;
}

/** What stands against a server that the user named by its address alone. */
function withoutKey(server: ServerPlace, found: Probe): string {
  const next = found.state === "refused" ? `: ${exportKey(server)}` : ".";
  return `${tellServer(server, found)}${next}`.replace(/^an /, "An ");
}

/** Why a server is not used, and what would help. */
function because(place: string | undefined, name: string, error: ByokError): string {
  const next = error.code === "invalid_request" ? ` ${inCliWords(error.hint)}` : "";
  const told = `${name} cannot be used: ${whyUnusable(error)}${next}`;
  return place === undefined ? told.replace(/^an /, "An ") : `${place}, but ${told}`;
}
