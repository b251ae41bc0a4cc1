import type { WrittenPlatform } from "../catalog.ts";

type Endpoint = WrittenPlatform["endpoints"][number];

/** The name by which core's prices know an endpoint. */
export function regionName({ id, region }: Pick<Endpoint, "id" | "region">): string {
  return region ?? id;
}

/** The one name of a region that a price may also name by its endpoint's id; any other as it is. */
export function canonicalRegion(endpoints: readonly Endpoint[], named: string): string {
  if (endpoints.some((endpoint) => regionName(endpoint) === named)) return named;
  const endpoint = endpoints.find(({ id }) => id === named);
  return endpoint === undefined ? named : regionName(endpoint);
}
