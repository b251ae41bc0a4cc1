import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { jsonSchemas } from "../json-schemas.ts";
import { CATALOG_DIR } from "../load-catalog.ts";
import { readFlags } from "./read-flags.ts";

const USAGE = `Usage: node packages/catalog/src/cli/json-schema.ts [flags]

Writes the JSON schemas, which editors read, from the zod schemas.

  --check          write nothing; exit code 1 when a file is not what the zod schemas say
  --dir <folder>   another catalog folder
`;

const given = readFlags(
  {
    check: { type: "boolean", default: false },
    dir: { type: "string", default: CATALOG_DIR },
  },
  USAGE,
);
process.exitCode = "exit" in given ? given.exit : writeSchemas(given.values);

function writeSchemas({ check, dir }: { check: boolean; dir: string }): 0 | 1 {
  let code: 0 | 1 = 0;
  for (const [path, text] of jsonSchemas()) {
    const file = join(dir, path);
    if (readOrEmpty(file) === text) continue;
    if (check) {
      process.stdout.write(
        `${path} is not what src/schema says: run node packages/catalog/src/cli/json-schema.ts\n`,
      );
      code = 1;
    } else {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`wrote ${path}\n`);
    }
  }
  return code;
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
