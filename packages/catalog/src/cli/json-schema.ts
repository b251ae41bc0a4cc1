import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { jsonSchemas } from "../json-schemas.ts";
import { CATALOG_DIR } from "../load-catalog.ts";

const { values } = parseArgs({
  options: {
    /** Writes nothing; exit code 1 when a file is not what the zod schemas say. */
    check: { type: "boolean", default: false },
    dir: { type: "string", default: CATALOG_DIR },
  },
});

for (const [path, text] of jsonSchemas()) {
  const file = join(values.dir, path);
  if (readOrEmpty(file) === text) continue;
  if (values.check) {
    process.stdout.write(
      `${path} is not what src/schema says: run node packages/catalog/src/cli/json-schema.ts\n`,
    );
    process.exitCode = 1;
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`wrote ${path}\n`);
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
