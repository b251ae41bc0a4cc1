import process from "node:process";
import type { Platform } from "@byok/core";

/** Runs something while the environment has no key of a platform, so that its stored key is the one that is used. */
export async function withoutVariables<T>(platform: Platform, run: () => Promise<T>): Promise<T> {
  const names = [
    ...platform.endpoints.flatMap((endpoint) => endpoint.keyEnv ?? []),
    ...platform.env,
    ...platform.surfaces.flatMap((surface) => surface.env ?? []),
  ];
  const hidden = names.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  for (const [name] of hidden) delete process.env[name];
  try {
    return await run();
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}
