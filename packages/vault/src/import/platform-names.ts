import { listPlatforms } from "@byok/core/keys";

/** A variable that the catalog knows as the place of a key. */
export interface KeyName {
  platform: string;
  region?: string;
}

const SINGLE_KEY = ["bearer", "header", "query"];

let names: ReadonlyMap<string, KeyName> | undefined;

/** The platform of a variable such as `OPENAI_API_KEY`; where several read it, the one that names it first. */
export function platformOfVariable(variable: string): KeyName | undefined {
  names ??= collect();
  return names.get(variable);
}

/** Every variable of the catalog that holds a key. */
export function keyVariables(): string[] {
  names ??= collect();
  return [...names.keys()];
}

function collect(): Map<string, KeyName> {
  const found = new Map<string, KeyName>();
  const put = (name: string | undefined, owner: KeyName): void => {
    if (name !== undefined && !found.has(name)) found.set(name, owner);
  };
  const rows = listPlatforms();
  for (const row of rows) put(row.env[0], { platform: row.id });
  for (const row of rows) {
    for (const endpoint of row.endpoints) {
      const region = endpoint.region === undefined ? {} : { region: endpoint.region };
      for (const name of endpoint.keyEnv ?? []) put(name, { platform: row.id, ...region });
    }
    for (const name of row.env) put(name, { platform: row.id });
    for (const surface of row.surfaces) {
      // Other authenticators sign with several values, none of which is a key by itself.
      if (!SINGLE_KEY.includes(surface.auth)) continue;
      for (const name of surface.env ?? []) put(name, { platform: row.id });
    }
  }
  return found;
}
