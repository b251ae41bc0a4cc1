import type { CatalogPlatform, ModelRow, PlatformRow } from "../catalog.ts";

type Policy = NonNullable<ModelRow["policy"]>;
type Params = NonNullable<Policy["params"]>;

/** A maker's model under an aggregator's id. */
export interface UpstreamRow extends ModelRow {
  /** What its config type is named after: the maker's family, or the model where it has rules of its own. */
  typeName: string;
}

/**
 * The makers' models under an aggregator's ids (`openai/o3`), as far as they refuse a parameter or do not reason: their
 * config types must refuse it too. What only the maker's own platform refuses or renames is left out, as at run time
 * (`config/resolve-model.ts` of core).
 */
export function upstreamRows(
  { platform, models }: CatalogPlatform,
  platforms: readonly CatalogPlatform[],
): UpstreamRow[] {
  const { upstream } = platform;
  if (upstream === undefined) return [];
  const listed = new Set(models.map((model) => model.id));
  return Object.entries(upstream.makers).flatMap(([prefix, makerId]) => {
    const maker = platforms.find((each) => each.id === makerId);
    if (maker === undefined || makerId === platform.id) return [];
    return namedRows(maker).flatMap((row) => {
      const id = `${prefix}${upstream.split}${row.id}`;
      const policy = modelPolicy(maker.platform, row);
      const refuses =
        row.reasoning === false ||
        Object.values(policy.params ?? {}).some((rule) => rule.unsupported !== undefined);
      if (!refuses || listed.has(id)) return [];
      const { efforts, family, reasoning } = row;
      const own = row.policy?.params !== undefined || family === undefined;
      const part = reasoning === false ? "-no-reasoning" : "";
      const typeName = own ? id : `${prefix}-${family}${part}`;
      return [
        {
          id,
          policy,
          typeName,
          ...(efforts === undefined ? {} : { efforts }),
          ...(reasoning === undefined ? {} : { reasoning }),
        },
      ];
    });
  });
}

function namedRows({ models, aliases }: CatalogPlatform): ModelRow[] {
  const known = new Map(models.map((model) => [model.id, model]));
  const others = [...aliases].flatMap(([id, { target }]) => {
    const row = known.get(target);
    return row === undefined || known.has(id) ? [] : [{ ...row, id }];
  });
  return [...models, ...others];
}

function modelPolicy(platform: PlatformRow, { family, policy }: ModelRow): Policy {
  const families = platform.families ?? {};
  const shared =
    family !== undefined && Object.hasOwn(families, family) ? families[family] : undefined;
  const names = Object.keys({ ...shared?.params, ...policy?.params }) as (keyof Params)[];
  const params = Object.fromEntries(
    names.map((name) => {
      const {
        to: _to,
        values: _values,
        ...rule
      } = {
        ...shared?.params?.[name],
        ...policy?.params?.[name],
      };
      return [name, rule];
    }),
  );
  const { efforts, canDisable } = { ...shared?.reasoning, ...policy?.reasoning };
  const reasoning = {
    ...(efforts === undefined ? {} : { efforts }),
    ...(canDisable === undefined ? {} : { canDisable }),
  };
  return { params, ...(Object.keys(reasoning).length === 0 ? {} : { reasoning }) };
}
