import { fileURLToPath } from "node:url";
import { runCodegen } from "../codegen/run-codegen.ts";
import { CATALOG_DIR } from "../load-catalog.ts";
import { readFlags } from "./read-flags.ts";

const USAGE = `Usage: pnpm codegen [flags]

Checks the catalog and writes what follows from it: types, tables, .env.example and the README's table.

  --check              write nothing; exit code 1 when a file is not what the catalog says
  --catalog <folder>   another catalog folder
  --root <folder>      another repository
`;

const given = readFlags(
  {
    check: { type: "boolean", default: false },
    root: { type: "string", default: fileURLToPath(new URL("../../../..", import.meta.url)) },
    catalog: { type: "string", default: CATALOG_DIR },
  },
  USAGE,
);
process.exitCode =
  "exit" in given
    ? given.exit
    : runCodegen({
        root: given.values.root,
        catalogDir: given.values.catalog,
        check: given.values.check,
        print: (line) => process.stdout.write(`${line}\n`),
      });
