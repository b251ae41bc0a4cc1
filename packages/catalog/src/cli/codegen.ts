import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { runCodegen } from "../codegen/run-codegen.ts";
import { CATALOG_DIR } from "../load-catalog.ts";

const { values } = parseArgs({
  options: {
    /** Writes nothing; exit code 1 when a generated file is not what the catalog says. */
    check: { type: "boolean", default: false },
    root: { type: "string", default: fileURLToPath(new URL("../../../..", import.meta.url)) },
    catalog: { type: "string", default: CATALOG_DIR },
  },
});
process.exitCode = runCodegen({
  root: values.root,
  catalogDir: values.catalog,
  check: values.check,
  print: (line) => process.stdout.write(`${line}\n`),
});
