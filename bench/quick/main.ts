import { existsSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";

import { root } from "../../scripts/lib/root.ts";
import { measureBundle } from "./bundle-size.ts";
import { measureImport } from "./import-time.ts";
import { measureInstall } from "./install-size.ts";
import { passes, type Measure } from "./measure.ts";
import { startServer } from "./start-server.ts";
import { toTable } from "./table.ts";
import { measureTypeCheck } from "./type-check.ts";

const PARTS = ["streams", "drip", "requests", "import", "install", "bundle", "types"] as const;
type Part = (typeof PARTS)[number];

const usage = `Usage: pnpm bench:quick [--json] [--check] [--only <name>] [--rounds <n>]

Measures the built packages (run \`pnpm build\` first) and prints each value beside its goal.
  --json      the same as JSON
  --check     exit code 1 when a value is over its goal
  --only      one of: ${PARTS.join(", ")}
  --rounds    rounds of each measure (default 11)
`;

// A proxy of this machine has no business between the bench and its server.
for (const name of Object.keys(process.env)) {
  if (/^(https?|all)_proxy$/i.test(name)) delete process.env[name];
}

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      json: { type: "boolean" },
      check: { type: "boolean" },
      help: { type: "boolean" },
      only: { type: "string" },
      rounds: { type: "string", default: "11" },
    },
  });
  const rounds = Number(values.rounds);
  const parts = PARTS.filter((part) => values.only === undefined || values.only === part);
  const isWrong = !Number.isInteger(rounds) || rounds < 1 || parts.length === 0;
  if (values.help === true || isWrong) {
    process.stdout.write(usage);
    return values.help === true ? 0 : 2;
  }
  if (!existsSync(join(root, "packages/core/dist/index.js"))) {
    process.stderr.write("The packages are not built: run `pnpm build`.\n");
    return 2;
  }
  const measures = await measureAll(rounds, parts);
  process.stdout.write(
    values.json === true ? `${JSON.stringify(measures, undefined, 2)}\n` : toTable(measures),
  );
  return values.check === true && measures.some((each) => passes(each) === false) ? 1 : 0;
}

async function measureAll(rounds: number, parts: readonly Part[]): Promise<Measure[]> {
  const server = await startServer();
  try {
    // Imported here, so that a missing build is told in words.
    const { measureDrip, measureStreams } = await import("./streams.ts");
    const { measureRequests } = await import("./requests.ts");
    const { origin } = server;
    const steps: Record<Part, () => Promise<Measure | Measure[]>> = {
      streams: () => measureStreams(origin, rounds),
      drip: () => measureDrip(origin, Math.ceil(rounds / 4)),
      requests: () => measureRequests(origin, rounds),
      import: () => measureImport(rounds),
      install: () => measureInstall(),
      bundle: () => measureBundle(),
      types: () => measureTypeCheck(Math.ceil(rounds / 2)),
    };
    const measures: Measure[] = [];
    for (const part of parts) {
      progress(`measuring ${part} …`);
      measures.push(...[await steps[part]()].flat());
    }
    return measures;
  } finally {
    progress("");
    server.stop();
  }
}

function progress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`);
}
