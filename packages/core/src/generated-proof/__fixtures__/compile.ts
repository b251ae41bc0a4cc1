import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const compiler = fileURLToPath(new URL("../../../../../node_modules/typescript/bin/tsc", import.meta.url));

/** Type-checks one file outside the repository, and gives what the compiler prints. */
export function compile(folder: string, name: string, text: string): { output: string; status: number | null } {
  writeFileSync(join(folder, name), text);
  const config = {
    compilerOptions: {
      target: "es2023",
      lib: ["es2023"],
      module: "nodenext",
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      types: [],
    },
    files: [name],
  };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  const args = [compiler, "-p", folder, "--pretty", "false", "--extendedDiagnostics"];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  return { output: stdout, status };
}
