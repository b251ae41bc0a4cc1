import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * The path of another runtime (`bun`, `deno`): from BYOK_TEST_BUN or BYOK_TEST_DENO, else on the PATH. Says so where it
 * is not there, since the tests that need it are skipped.
 */
export function findBinary(name: "bun" | "deno"): string | undefined {
  const variable = `BYOK_TEST_${name.toUpperCase()}`;
  const given = process.env[variable];
  if (given !== undefined) return given;
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return join(folder, name);
    } catch {
      continue;
    }
  }
  console.warn(`No ${name} on the PATH (${variable} names one): tests on it are skipped.`);
  return undefined;
}
