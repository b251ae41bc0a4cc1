import {
  findListedRow,
  findModelRow,
  findSnapshotRow,
  type FoundRow,
} from "../catalog-access/find-model-row.ts";
import type { LiveLimits } from "../catalog-access/live-limits.ts";
import { mergePolicy } from "../catalog-access/merge-policy.ts";
import type { ModelRow, ModelTable } from "../catalog/model-row.ts";
import type { Platform } from "../catalog/platform.ts";
import type { Policy } from "../catalog/policy.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { Warning } from "../results/warning.ts";
import { didYouMean, nearNames } from "./near-names.ts";

/** How a model's row was found, as `model.resolution` reports it. */
export interface ModelResolution {
  /**
   * `exact`: the platform's own row; `alias`: a listed other name; `snapshot`: a name that is not listed, and that
   * without its date is. Later versions may add kinds.
   */
  kind: "exact" | "alias" | "snapshot" | "like" | "upstream" | "unknown" | "default";
  /** The id that is sent. */
  id: string;
  /** The row that types, policy and limits come from: an id of this platform, or `platform/id` of another. */
  via?: string;
  /** For an alias: the date since which it has this target. */
  since?: string;
}

/** A model's row, how it was found, and what the user should know of it. */
export interface ResolvedModel {
  row: ModelRow;
  resolution: ModelResolution;
  /** Platform that made the model, where it is known. */
  maker?: string;
  warnings: Warning[];
}

/** What a model is resolved from. */
export interface ResolveModelOptions {
  platform: Platform;
  /** The id that the user gave; empty or absent for the platform's default. */
  modelType?: string | undefined;
  /** A reference such as `openai/gpt-5`. */
  like?: string | undefined;
  loadModels(platformId: string): Promise<ModelTable>;
  findPlatform(name: string): Platform | undefined;
  /** What the platform's own list is known to state of a model. */
  liveLimits?(id: string): LiveLimits | undefined;
}

/**
 * Finds the row of a model: the platform's own row, its alias, the model named by `like`, the model of which the id is
 * a dated snapshot, the maker's row for an aggregator with the limits of its own list, and otherwise a bare row, for which the platform's policy alone
 * holds. A price is never taken over from another platform: prices are looked up by the platform's own ids.
 *
 * @throws InvalidRequestError when no model is named and the platform has no default, or `like` names no known model
 */
export async function resolveModel(options: ResolveModelOptions): Promise<ResolvedModel> {
  const { platform, like } = options;
  const named = options.modelType !== undefined && options.modelType !== "";
  const id = named ? (options.modelType ?? "") : platform.defaultModel;
  if (id === undefined || id === "") {
    throw new InvalidRequestError(`${platform.name} needs a model, and none was named.`, {
      platform: platform.id,
      hint: "Set modelType to a model id of the platform.",
    });
  }
  const found = await find(options, id, like);
  const resolution: ModelResolution = named
    ? found.resolution
    : { ...found.resolution, kind: "default", via: found.resolution.via ?? id };
  return { ...found, resolution, warnings: deprecation(platform, found.row) };
}

/** The model ids and aliases of a table that a misspelt id may mean, nearest first. */
export function nearModels(id: string, table: ModelTable, max = 3): string[] {
  const names = new Set([...Object.keys(table.models), ...Object.keys(table.aliases ?? {})]);
  // A platform may refuse an id of its own table; the same id is no help then.
  names.delete(id);
  return nearNames(id, names, max);
}

type Found = Omit<ResolvedModel, "warnings">;

async function find(
  options: ResolveModelOptions,
  id: string,
  like: string | undefined,
): Promise<Found> {
  const { platform } = options;
  const table = await options.loadModels(platform.id);
  const listed = findListedRow(table, id);
  if (listed !== undefined) return ownRow(platform, id, listed);
  // What the user says of a model goes before what its name says.
  if (like !== undefined && like !== "") return findLike(options, id, like);
  const snapshot = findSnapshotRow(table, id);
  if (snapshot !== undefined) return ownRow(platform, id, snapshot);
  return (await findUpstream(options, id)) ?? unknown(platform, id);
}

function ownRow(platform: Platform, id: string, { row, kind, target, since }: FoundRow): Found {
  const maker = makerOf(platform, id);
  return {
    row: kind === "exact" ? row : { ...row, id },
    resolution: {
      kind,
      id,
      ...(kind === "exact" ? {} : { via: target }),
      ...(since === undefined ? {} : { since }),
    },
    ...(maker === undefined ? {} : { maker }),
  };
}

function unknown(platform: Platform, id: string): Found {
  const maker = makerOf(platform, id);
  return {
    row: { id },
    resolution: { kind: "unknown", id },
    ...(maker === undefined ? {} : { maker }),
  };
}

async function findLike(options: ResolveModelOptions, id: string, like: string): Promise<Found> {
  const slash = like.indexOf("/");
  const source = slash > 0 ? options.findPlatform(like.slice(0, slash)) : undefined;
  const wanted = like.slice(slash + 1);
  const place = { platform: options.platform.id, model: id };
  if (source === undefined || wanted === "") {
    throw new InvalidRequestError(
      `like is ${JSON.stringify(like)}, which names no platform and model of the catalog.`,
      {
        ...place,
        hint: 'Write it as "platform/model", such as "openai/gpt-5".',
      },
    );
  }
  const table = await options.loadModels(source.id);
  const found = findModelRow(table, wanted);
  if (found === undefined) {
    throw new InvalidRequestError(
      `like is ${JSON.stringify(like)}, but ${source.name} has no model ${JSON.stringify(wanted)} in the catalog.`,
      {
        ...place,
        hint:
          didYouMean(nearModels(wanted, table).map((near) => `${source.id}/${near}`)) ||
          "byok models lists the known ids.",
      },
    );
  }
  return {
    row: borrow(found.row, source, options.platform, id),
    resolution: { kind: "like", id, via: `${source.id}/${found.target}` },
    maker: source.id,
  };
}

async function findUpstream(options: ResolveModelOptions, id: string): Promise<Found | undefined> {
  const maker = makerOf(options.platform, id);
  const source = maker === undefined ? undefined : options.findPlatform(maker);
  const split = options.platform.upstream?.split;
  if (source === undefined || split === undefined || source.id === options.platform.id)
    return undefined;
  const table = await options.loadModels(source.id);
  for (const candidate of spellings(id.slice(id.indexOf(split) + split.length))) {
    const found = findModelRow(table, candidate);
    if (found === undefined) continue;
    return {
      row: {
        ...borrow(found.row, source, options.platform, id),
        // How much room a model has is the business of whoever runs it.
        ...options.liveLimits?.(id),
      },
      resolution: { kind: "upstream", id, via: `${source.id}/${found.target}` },
      maker: source.id,
    };
  }
  return undefined;
}

/** Aggregators add variants (`:free`) and write version numbers with dots where makers use hyphens. */
function spellings(id: string): Set<string> {
  const plain = id.split(":")[0] ?? id;
  return new Set([id, plain, plain.replaceAll(".", "-")]);
}

/** The platform that made a model of another platform, as far as the catalog knows. */
export function makerOf(platform: Platform, id: string): string | undefined {
  const { upstream } = platform;
  if (upstream === undefined) return platform.kind === "direct" ? platform.id : undefined;
  const at = id.indexOf(upstream.split);
  const prefix = at > 0 ? id.slice(0, at) : "";
  return Object.hasOwn(upstream.makers, prefix) ? upstream.makers[prefix] : undefined;
}

/** Another platform's row under this platform's id: limits and abilities, and the parts of policy that the model itself causes. */
function borrow(row: ModelRow, source: Platform, platform: Platform, id: string): ModelRow {
  const {
    family,
    policy,
    status: _s,
    deprecated: _d,
    replacement: _r,
    regions: _g,
    ...facts
  } = row;
  const families = source.families ?? {};
  const shared =
    family !== undefined && Object.hasOwn(families, family) ? families[family] : undefined;
  const merged = mergePolicy(shared ?? {}, policy ?? {});
  const wires = new Set(platform.surfaces.map((surface) => surface.wire));
  // An aggregator has its own conventions for all its models; a deployment speaks as its maker does.
  const sameForm =
    platform.upstream === undefined && source.surfaces.some((surface) => wires.has(surface.wire));
  const own = modelPolicy(merged, sameForm);
  return { ...facts, id, ...(Object.keys(own).length === 0 ? {} : { policy: own }) };
}

/**
 * What a model refuses, it refuses everywhere. How errors, usage and headers look belongs to the platform that
 * answers, and so does where a field stands, unless both speak the same form.
 */
function modelPolicy(policy: Policy, sameForm: boolean): Policy {
  if (sameForm) {
    const { errors: _e, usage: _u, stream: _s, headers: _h, ...rest } = policy;
    return rest;
  }
  const params = Object.fromEntries(
    Object.entries(policy.params ?? {}).map(([name, { to: _t, values: _v, ...rule }]) => [
      name,
      rule,
    ]),
  );
  const { efforts, budget, canDisable, stateScope } = policy.reasoning ?? {};
  const prefill = policy.messages?.prefill;
  const supported = policy.tools?.supported;
  const reasoning = {
    ...(efforts === undefined ? {} : { efforts }),
    ...(budget === undefined ? {} : { budget }),
    ...(canDisable === undefined ? {} : { canDisable }),
    ...(stateScope === undefined ? {} : { stateScope }),
  };
  return {
    ...(policy.params === undefined ? {} : { params }),
    ...(policy.rules === undefined ? {} : { rules: policy.rules }),
    ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }),
    ...(prefill === undefined ? {} : { messages: { prefill } }),
    ...(supported === undefined ? {} : { tools: { supported } }),
    ...(policy.structuredOutput === undefined ? {} : { structuredOutput: policy.structuredOutput }),
  };
}

function deprecation(platform: Platform, row: ModelRow): Warning[] {
  if (row.status !== "deprecated" && row.status !== "retired") return [];
  const why = row.deprecated;
  const when = why === undefined ? "" : /^\d/.test(why) ? ` since ${why}` : ` (${why})`;
  const next = row.replacement === undefined ? "" : ` Use ${row.replacement} instead.`;
  return [
    {
      code: "deprecated",
      path: "modelType",
      message: `${platform.id}/${row.id} is ${row.status}${when}.${next}`,
      from: row.id,
      ...(row.replacement === undefined ? {} : { to: row.replacement }),
    },
  ];
}
