import { fileURLToPath } from "node:url";
import { runImport } from "../import/run-import.ts";

process.exitCode = runImport(
  process.argv.slice(2),
  fileURLToPath(new URL("../../", import.meta.url)),
  {
    out: (text) => process.stdout.write(text),
    err: (text) => process.stderr.write(text),
  },
);
