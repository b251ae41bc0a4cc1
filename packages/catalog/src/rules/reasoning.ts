import { didYouMean } from "../checks/suggest.ts";
import { wireFields } from "../checks/wire-fields.ts";
import type { Entry } from "../load/entry.ts";
import type { DataPath } from "../problem.ts";
import { mergedParams } from "./param-values.ts";
import { policyChains, policyLayers, type PolicyLayer } from "./policy-layers.ts";
import { reportOnce, type Rule } from "./rule.ts";

/** Reasoning is said by a transform that its wire has, and stands in fields that are not the message itself. */
export const checkReasoning: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    for (const layer of policyLayers(entry)) {
      const wires = wiresOf(entry, layer);
      const say = (at: DataPath, message: string): void =>
        report({
          entry,
          source: layer.source,
          path: [...layer.path, "reasoning", ...at],
          message,
        });
      const { send, receive = [], details, echoField } = layer.policy.reasoning ?? {};
      const fault = transformFault(send?.transform, wires);
      if (fault !== undefined) say(["send", "transform"], fault);
      const message = new Set(wires.flatMap((wire) => [...wireFields(wire).message]));
      const fields: [at: DataPath, field: string | undefined][] = [
        ...receive.map((field, index): [DataPath, string] => [["receive", index], field]),
        [["details"], details],
        // `content` is no field there, but the answer's text with the reasoning between think tags.
        [["echoField"], echoField === "content" ? undefined : echoField?.split(".")[0]],
      ];
      for (const [at, field] of fields) {
        if (field !== undefined && message.has(field))
          say(at, `${field} is a field of the message itself: reasoning needs one of its own`);
      }
    }
    const once = reportOnce(report);
    for (const chain of policyChains(entry)) {
      const allowed = mergedParams(chain).get("reasoningEffort")?.allowed?.value;
      const layer = chain.layers.findLast(({ policy }) => policy.reasoning?.efforts !== undefined);
      const efforts = layer?.policy.reasoning?.efforts ?? [];
      const message = effortsFault(efforts, allowed);
      if (layer !== undefined && message !== undefined)
        once({
          entry,
          source: layer.source,
          path: [...layer.path, "reasoning", "efforts"],
          message,
        });
    }
  }
};

/** What is wrong with efforts beside the allowed values of `reasoningEffort`; undefined when nothing is. */
export function effortsFault(
  efforts: readonly string[],
  allowed: readonly (string | number | boolean)[] | undefined,
): string | undefined {
  const others = efforts.filter((effort) => allowed?.includes(effort) === false);
  return others.length === 0
    ? undefined
    : `${others.join(", ")} ${others.length === 1 ? "is" : "are"} not among the allowed values of reasoningEffort (${allowed?.join(", ")}): leave ${others.length === 1 ? "it" : "them"} out, or allow ${others.length === 1 ? "it" : "them"}`;
}

function wiresOf({ data }: Entry, { wire }: PolicyLayer): string[] {
  return wire === undefined ? data.surfaces.map((surface) => surface.wire) : [wire];
}

function transformFault(name: string | undefined, wires: readonly string[]): string | undefined {
  const sets = wires.map((wire) => wireFields(wire).transforms);
  // A wire whose code is still to come may bring any.
  if (name === undefined || sets.some((set) => set === undefined || set.has(name)))
    return undefined;
  const known = sets.flatMap((set) => [...(set ?? [])]);
  const who = wires.length === 1 ? `${wires[0]} has` : `${wires.join(" and ")} have`;
  return known.length === 0
    ? `${who} no transforms: leave it out`
    : `${who} no transform ${name}${didYouMean(name, known) || `; known are ${known.join(", ")}`}`;
}
