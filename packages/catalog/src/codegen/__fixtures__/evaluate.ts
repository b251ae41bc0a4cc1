import { stripTypeScriptTypes } from "node:module";

/** Runs a generated module that imports nothing at run time, and gives its exports. */
export async function evaluate(source: string): Promise<Record<string, unknown>> {
  const script = stripTypeScriptTypes(source);
  return (await import(/* @vite-ignore */ `data:text/javascript,${encodeURIComponent(script)}`)) as Record<string, unknown>;
}
