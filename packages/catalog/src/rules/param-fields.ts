import { wireFields } from "../checks/wire-fields.ts";
import type { Entry } from "../load/entry.ts";
import { NEUTRAL_PARAMETERS } from "../schema/neutral-parameters.ts";
import type { DataPath } from "../problem.ts";
import { policyChains, policyLayers, type PolicyChain, type PolicyLayer } from "./policy-layers.ts";
import { reportOnce, type Rule } from "./rule.ts";

/**
 * Each parameter has a field of its own, and so has the switch of reasoning; none writes over the request itself (its
 * model, messages or tools), and what streams set writes over none of them.
 */
export const checkParamFields: Rule = ({ entries, report }) => {
  for (const entry of entries.values()) {
    const once = reportOnce(report);
    for (const layer of policyLayers(entry)) {
      const envelope = envelopeOf(entry, layer);
      for (const [at, field] of fieldsOf(layer)) {
        const first = firstStep(field);
        if (!envelope.has(first)) continue;
        once({
          entry,
          source: layer.source,
          path: [...layer.path, ...at],
          at: at[0] === "stream" ? "key" : "value",
          message: `${first} belongs to the request itself: a parameter needs a field of its own`,
        });
      }
    }
    for (const chain of policyChains(entry)) {
      for (const { layer, at, field, other } of clashes(chain)) {
        once({
          entry,
          source: layer.source,
          path: [...layer.path, ...at],
          message: `${field} is the field of ${other} too: one would overwrite the other`,
        });
      }
      for (const { layer, field, other } of switchedOff(chain)) {
        once({
          entry,
          source: layer.source,
          path: [...layer.path, "stream", "disable", field],
          at: "key",
          message: `is the field of ${other}, and would overwrite it: write a rule with when: { stream: true }`,
        });
      }
    }
  }
};

type Send = "effort" | "budget" | "summary";

const SENT_AS: Readonly<Record<string, Send>> = {
  reasoningEffort: "effort",
  reasoningBudgetTokens: "budget",
  reasoningSummary: "summary",
};

function envelopeOf({ data }: Entry, { wire }: PolicyLayer): Set<string> {
  const wires = wire === undefined ? data.surfaces.map((surface) => surface.wire) : [wire];
  return new Set(wires.flatMap((each) => [...wireFields(each).envelope]));
}

/** Every field that a policy names, with its path. */
function fieldsOf({ policy }: PolicyLayer): [at: DataPath, field: string][] {
  const { effort, budget, summary, toggle } = policy.reasoning?.send ?? {};
  const send: [string, string | null | undefined][] = Object.entries({ effort, budget, summary });
  return [
    ...Object.entries(policy.params ?? {}).flatMap(([name, rule]): [DataPath, string][] =>
      rule?.to === undefined ? [] : [[["params", name, "to"], rule.to]],
    ),
    ...send.flatMap(([name, field]): [DataPath, string][] =>
      typeof field === "string" ? [[["reasoning", "send", name], field]] : [],
    ),
    ...(toggle === undefined
      ? []
      : [[["reasoning", "send", "toggle", "field"], toggle.field] as [DataPath, string]]),
    ...Object.keys(policy.stream?.disable ?? {}).map((field): [DataPath, string] => [
      ["stream", "disable", field],
      field,
    ]),
  ];
}

/** The switch of reasoning among the parameters, by the place that it is written at. */
const TOGGLE = "reasoning.send.toggle";

interface Place {
  field: string;
  /** An object is written there, and other fields may be added to it. */
  isObject?: boolean;
  /** Where it is written; undefined for the wire's usual field. */
  written?: { layer: PolicyLayer; at: DataPath };
}

interface Clash {
  layer: PolicyLayer;
  at: DataPath;
  field: string;
  other: string;
}

function clashes(chain: PolicyChain): Clash[] {
  const found: Clash[] = [];
  const places = new Map<string, Place>();
  const layerOf = ({ written }: Place): number =>
    written === undefined ? -1 : chain.layers.indexOf(written.layer);
  const names = [...Object.keys(NEUTRAL_PARAMETERS), TOGGLE];
  for (const name of names) {
    const place = name === TOGGLE ? toggleOf(chain) : placeOf(name, chain);
    if (place === undefined) continue;
    for (const [other, before] of places) {
      if (!overwrites(place.field, before.field) || isWithin(other, before, place)) continue;
      // The policy that came later made the clash.
      const later = layerOf(before) > layerOf(place) ? before : place;
      if (later.written === undefined) continue;
      found.push({
        ...later.written,
        field: later.field,
        other: later === place ? other : name,
      });
    }
    places.set(name, place);
  }
  return found;
}

/** The fields that streams set and that are a parameter's, whose value they would overwrite. */
function switchedOff(chain: PolicyChain): { layer: PolicyLayer; field: string; other: string }[] {
  const layer = chain.layers.findLast(({ policy }) => policy.stream?.disable !== undefined);
  if (layer === undefined) return [];
  const places = [...Object.keys(NEUTRAL_PARAMETERS), TOGGLE].flatMap((name) => {
    const place = name === TOGGLE ? toggleOf(chain) : placeOf(name, chain);
    return place === undefined ? [] : [[name, place] as const];
  });
  return Object.keys(layer.policy.stream?.disable ?? {}).flatMap((field) => {
    const other = places.find(([, place]) => overwrites(field, place.field))?.[0];
    return other === undefined ? [] : [{ layer, field, other }];
  });
}

function toggleOf({ layers }: PolicyChain): Place | undefined {
  const layer = layers.findLast(({ policy }) => policy.reasoning?.send?.toggle !== undefined);
  const toggle = layer?.policy.reasoning?.send?.toggle;
  if (layer === undefined || toggle === undefined) return undefined;
  return {
    field: toggle.field,
    isObject: typeof toggle.on === "object" && toggle.on !== null && !Array.isArray(toggle.on),
    written: { layer, at: ["reasoning", "send", "toggle", "field"] },
  };
}

/** An effort or budget is written after the switch, so it may stand in the object that the switch makes. */
function isWithin(name: string, place: Place, toggle: Place): boolean {
  return (
    toggle.isObject === true &&
    SENT_AS[name] !== undefined &&
    place.field.startsWith(`${toggle.field}.`)
  );
}

/** Where a parameter goes under all policies of a chain; undefined where it is refused or has no field. */
function placeOf(name: string, { wire, layers }: PolicyChain): Place | undefined {
  const usual = wireFields(wire).params[name];
  let place: Place | undefined = usual === undefined ? undefined : { field: usual };
  let sent: Place | null | undefined;
  for (const layer of layers) {
    const rule = layer.policy.params?.[name as keyof typeof NEUTRAL_PARAMETERS];
    if (rule?.unsupported !== undefined) return undefined;
    if (rule?.to !== undefined)
      place = { field: rule.to, written: { layer, at: ["params", name, "to"] } };
    const send = SENT_AS[name];
    const field = send === undefined ? undefined : layer.policy.reasoning?.send?.[send];
    if (field === null) sent = null;
    else if (field !== undefined && send !== undefined)
      sent = { field, written: { layer, at: ["reasoning", "send", send] } };
  }
  return sent === null ? undefined : (sent ?? place);
}

/** Whether two fields are one, or one is inside the other. */
function overwrites(one: string, other: string): boolean {
  return one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`);
}

function firstStep(field: string): string {
  return field.split(/[.[]/)[0] ?? field;
}
