import { didYouMean } from "../checks/suggest.ts";
import { matchesGlob } from "../checks/glob.ts";
import type { Entry } from "../load/entry.ts";
import { resolveModel } from "../load/resolve-model.ts";
import type { DataPath } from "../problem.ts";
import { parameterValueFault } from "../schema/parameter-values.ts";
import { limitFault, mergedParams, type MergedParam } from "./param-values.ts";
import {
  modelChains,
  policyChains,
  policyLayers,
  type PolicyChain,
  type PolicyLayer,
} from "./policy-layers.ts";
import { reportOnce, type Rule } from "./rule.ts";
import { knownParts } from "./surfaces.ts";

/** What a rule does can be done: its surface exists, it does one thing with a parameter, and sets what may be sent. */
export const checkRuleEffects: Rule = ({ entries, plugins, report }) => {
  const { wires } = knownParts(plugins);
  for (const entry of entries.values()) {
    const once = reportOnce(report);
    const told = new Set<string>();
    const say: Say = ({ source, path }, at, message, place = "value") =>
      once({ entry, source, path: [...path, ...at], message, at: place });
    // A wire that is itself misspelt is reported as that.
    const hasWires = entry.sound && entry.data.surfaces.every(({ wire }) => wires.has(wire));
    for (const layer of policyLayers(entry)) {
      checkOneEffect(layer, say);
      if (hasWires) checkSurface(entry, layer, say);
    }
    // Of the models and families that a value does not fit, the first is told.
    const sayFirst: Say = (layer, at, message) => {
      const key = JSON.stringify([layer.source.file, layer.path, at]);
      if (!told.has(key)) say(layer, at, message);
      told.add(key);
    };
    for (const chain of policyChains(entry)) checkSet(chain, sayFirst);
    for (const chain of modelChains(entries, entry)) {
      const { maxOutput } = resolveModel(entries, entry.id, chain.model);
      checkSet(chain, sayFirst, maxOutput);
    }
  }
};

type Say = (
  layer: Pick<PolicyLayer, "source" | "path">,
  at: DataPath,
  message: string,
  place?: "key" | "value",
) => void;

const EFFECTS = ["forbid", "drop", "set", "require"] as const;

function checkOneEffect(layer: PolicyLayer, say: Say): void {
  for (const [index, rule] of (layer.policy.rules ?? []).entries()) {
    const seen = new Map<string, string>();
    for (const effect of EFFECTS) {
      const names: [string, string | number][] =
        effect === "set"
          ? Object.keys(rule.set ?? {}).map((name) => [name, name])
          : (rule[effect] ?? []).map((name, position) => [name, position]);
      for (const [name, step] of names) {
        const before = seen.get(name);
        if (before !== undefined)
          say(
            layer,
            ["rules", index, effect, step],
            `${name} stands under ${before} already: a rule does one thing with a parameter`,
            "key",
          );
        else seen.set(name, effect);
      }
    }
  }
}

function checkSurface({ data }: Entry, layer: PolicyLayer, say: Say): void {
  const wires = layer.wire === undefined ? data.surfaces.map(({ wire }) => wire) : [layer.wire];
  for (const [index, { when }] of (layer.policy.rules ?? []).entries()) {
    if (when.surface === undefined || wires.includes(when.surface)) continue;
    const known = didYouMean(when.surface, wires) || `; known are ${wires.join(", ")}`;
    say(
      layer,
      ["rules", index, "when", "surface"],
      layer.wire === undefined
        ? `no surface of this platform has the wire ${when.surface}${known}`
        : `never holds: this is the surface ${layer.wire}; leave it out`,
    );
  }
}

type Chain = PolicyChain & { model?: string };

function checkSet(chain: Chain, say: Say, maxOutput?: number): void {
  const params = mergedParams(chain);
  for (const layer of chain.layers) {
    for (const [index, { when, set }] of (layer.policy.rules ?? []).entries()) {
      if (when.surface !== undefined && when.surface !== chain.wire) continue;
      if (when.model !== undefined && !isOf(chain, when.model)) continue;
      for (const [name, value] of Object.entries(set ?? {})) {
        if (value === undefined || parameterValueFault(name, value) !== undefined) continue;
        const message =
          paramFault(name, value, params.get(name) ?? {}) ??
          (name === "maxTokens" && Number(value) > (maxOutput ?? Infinity)
            ? `${Number(value)} is above the maxOutput of ${chain.model} (${maxOutput}): set less, or name other models in when`
            : undefined);
        if (message !== undefined) say(layer, ["rules", index, "set", name], message);
      }
    }
  }
}

/** A rule for some models is judged with their policies. */
function isOf({ model }: Chain, glob: string): boolean {
  return model !== undefined && matchesGlob(glob, model);
}

type SetValue = Parameters<typeof limitFault>[1];

function paramFault(name: string, value: SetValue, rule: MergedParam): string | undefined {
  const { unsupported, fixed } = rule;
  if (unsupported !== undefined)
    return `${name} is unsupported (${[...unsupported.layer.path, "params", name].join(".")}): a rule must not set it`;
  if (fixed !== undefined && JSON.stringify(fixed.value) !== JSON.stringify(value))
    return `${JSON.stringify(value)} is not the fixed value: write ${JSON.stringify(fixed.value)}, or leave it out`;
  return limitFault(name, value, rule);
}
