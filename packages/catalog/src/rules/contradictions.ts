import type { DataPath } from "../problem.ts";
import { policyChains, policyLayers, type PolicyChain, type PolicyLayer } from "./policy-layers.ts";
import { reportOnce, type Rule } from "./rule.ts";

/** What holds together does not contradict itself: one part of a policy never makes another mean nothing. */
export const checkContradictions: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const once = reportOnce(report);
    const chains = policyChains(entry);
    const say = ({ source, path }: PolicyLayer, at: DataPath, message: string): void =>
      once({ entry, source, path: [...path, ...at], message });
    for (const chain of chains) checkStream(chain, say);
    for (const layer of policyLayers(entry)) {
      checkStatuses(layer, chains, say);
      checkCostPaths(layer, say);
    }
  }
};

type Say = (layer: PolicyLayer, at: DataPath, message: string) => void;

function checkStream({ layers }: PolicyChain, say: Say): void {
  const required = layers.findLast(({ policy }) => policy.stream?.required !== undefined);
  const supported = layers.findLast(({ policy }) => policy.stream?.supported !== undefined);
  if (required?.policy.stream?.required !== true) return;
  if (supported?.policy.stream?.supported !== false) return;
  const isLater = layers.indexOf(supported) >= layers.indexOf(required);
  if (isLater)
    say(
      supported,
      ["stream", "supported"],
      "contradicts required: a platform that cannot stream cannot demand it",
    );
  else
    say(
      required,
      ["stream", "required"],
      "contradicts supported: a platform that cannot stream cannot demand it",
    );
}

/** A rule for an answer of status 200 needs an entry that takes such answers for errors. */
function checkStatuses(layer: PolicyLayer, chains: readonly PolicyChain[], say: Say): void {
  for (const [index, { status = [] }] of (layer.policy.errors ?? []).entries()) {
    const good = [status].flat().find((each) => each < 300);
    if (good === undefined) continue;
    const isRead = chains.some(
      ({ layers }) =>
        layers.some(({ policy }) => policy === layer.policy) &&
        layers.findLast(({ policy }) => policy.errorsIn200 !== undefined)?.policy.errorsIn200 ===
          true,
    );
    if (!isRead)
      say(
        layer,
        ["errors", index, "status"],
        `${good} is no error without errorsIn200: write errorsIn200: true, or leave ${good} out`,
      );
  }
}

/** An upstream's bill, whose key was used, and the platform's own figure are read together or not at all. */
function checkCostPaths(layer: PolicyLayer, say: Say): void {
  const { cost, upstreamCost, ownKey } = layer.policy.usage?.paths ?? {};
  const beside = (name: string, others: Readonly<Record<string, string | undefined>>): void => {
    const missing = Object.keys(others).filter((other) => others[other] === undefined);
    if (missing.length > 0)
      say(
        layer,
        ["usage", "paths", name],
        `counts only beside ${missing.join(" and ")}: name ${missing.length === 1 ? "it" : "them"} too`,
      );
  };
  if (upstreamCost !== undefined) beside("upstreamCost", { cost, ownKey });
  else if (ownKey !== undefined) beside("ownKey", { upstreamCost });
}
