import process from "node:process";
import type { Platform } from "@byok/core/provider";

/** Every environment name that a platform reads. */
export function environmentNames(platform: Platform): string[] {
  return [
    ...platform.env,
    ...(platform.baseUrlEnv ?? []),
    ...platform.surfaces.flatMap(({ env }) => env ?? []),
    ...platform.endpoints.flatMap(({ keyEnv }) => keyEnv ?? []),
    ...Object.values(platform.vars ?? {}).flatMap(({ env }) => env),
  ];
}

/** Runs with exactly these values in the environment, of all names that the platform reads; restores them after. */
export async function withEnvironment<T>(
  platform: Platform,
  values: Readonly<Record<string, string>>,
  run: () => T | Promise<T>,
): Promise<T> {
  const names = environmentNames(platform);
  const before = new Map(names.map((name) => [name, process.env[name]]));
  for (const name of names) delete process.env[name];
  Object.assign(process.env, values);
  try {
    return await run();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

/** A text with its `{var}` places filled; a place without a value stays. */
export function fill(template: string, vars: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => vars[name] ?? `{${name}}`);
}

/** A value for each of a platform's variables, good for a host, a path and a header. */
export function sampleVars(platform: Platform): Record<string, string> {
  return Object.fromEntries(
    Object.keys(platform.vars ?? {}).map((name) => [name, `${name.toLowerCase()}-1`]),
  );
}
