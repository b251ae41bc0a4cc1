import type { ModelRow } from "../catalog/model-row.ts";
import type { NeutralParameter } from "../catalog/neutral-parameter.ts";
import type { Policy } from "../catalog/policy.ts";
import type { Warning } from "../results/warning.ts";

/** What decides how a config is filtered. */
export interface ApplyPolicyOptions {
  /** Platform, surface, family and model merged. */
  policy: Policy;
  model: ModelRow;
  /** Other ids of the model that conditions may name, such as that of the row behind an alias. */
  modelNames?: readonly string[] | undefined;
  /** Platform id, for error texts. */
  platform: string;
  /** Wire id of the surface. */
  surface: string;
  /** Whether the request has tools. */
  tools: boolean;
  /** Names of the request's tools; a forced tool must be one of them. Not checked when absent. */
  toolNames?: readonly string[] | undefined;
  stream: boolean;
  /** Whether the request has an output schema. */
  output: boolean;
  /** `warn` when absent. */
  onUnsupported?: "warn" | "error" | undefined;
  warn(warning: Warning): void;
}

/** A config on its way through the policy. */
export interface ConfigDraft extends ApplyPolicyOptions {
  values: Map<NeutralParameter, unknown>;
  /** What `onUnsupported: "error"` will refuse, one sentence each. */
  refused: string[];
  /** The budget stands for an effort, so that an answer must fit beside it. */
  budgetIsEffort?: boolean;
}

/** Values that must not stand in a warning: they may hold secrets or names of people. */
const PRIVATE: ReadonlySet<NeutralParameter> = new Set(["extraHeaders", "extraBody", "user"]);

/** Leaves a parameter out, or refuses the request, as `onUnsupported` says. */
export function refuse(draft: ConfigDraft, name: NeutralParameter, why: string): void {
  if (!draft.values.has(name)) return;
  if (draft.onUnsupported === "error") draft.refused.push(`${name}: ${why}`);
  drop(draft, name, why);
}

/** Leaves a parameter out with a warning, whatever `onUnsupported` says. */
export function drop(draft: ConfigDraft, name: NeutralParameter, why: string): void {
  if (!draft.values.has(name)) return;
  tell(draft, "unsupported", name, `${name} was left out: ${why}`, draft.values.get(name));
  draft.values.delete(name);
}

/** Replaces a value and says so; a value that was not set is set silently. */
export function replace(
  draft: ConfigDraft,
  code: "clamped" | "translated",
  name: NeutralParameter,
  value: unknown,
  why: string,
): void {
  const before = draft.values.get(name);
  draft.values.set(name, value);
  if (before === undefined || JSON.stringify(before) === JSON.stringify(value)) return;
  tell(draft, code, name, why, before, value);
}

/** Warns about a parameter. */
export function tell(
  draft: ConfigDraft,
  code: Warning["code"],
  name: NeutralParameter,
  message: string,
  from?: unknown,
  to?: unknown,
): void {
  const shown = !PRIVATE.has(name);
  draft.warn({
    code,
    path: `config.${name}`,
    message,
    ...(from === undefined || !shown ? {} : { from }),
    ...(to === undefined || !shown ? {} : { to }),
  });
}
