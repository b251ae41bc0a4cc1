import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { CATALOG_DIR, readCatalogFiles } from "../load-catalog.ts";
import { parseCatalog } from "../parse-catalog.ts";
import type { Answers } from "./answers.ts";
import { answerFault, QUESTIONS } from "./answers.ts";
import type { Terminal } from "./ask.ts";
import { askQuestions } from "./ask.ts";
import { catalogFault, checkNewPlatform } from "./check-new-platform.ts";

/** How the command is run. */
export interface NewPlatformOptions {
  /** The command's arguments. */
  args: readonly string[];
  /** Where to ask what the flags leave open; undefined without a terminal. */
  terminal?: Terminal | undefined;
  /** The day of the facts. */
  today: Date;
  print(text: string): void;
  printError(text: string): void;
}

/**
 * Runs `pnpm new:platform <id>`: writes `platforms/<id>.yaml` from five answers and says what to do next.
 *
 * @returns The exit code: 0 when the file is written, 1 when an answer is missing or wrong, 2 for wrong arguments.
 */
export async function runNewPlatform(options: NewPlatformOptions): Promise<0 | 1 | 2> {
  const { print, printError } = options;
  const given = readArguments(options.args);
  if ("fault" in given) {
    printError(`${given.fault}\n\n${USAGE}`);
    return 2;
  }
  if (given.help) {
    print(USAGE);
    return 0;
  }
  const { id, dir } = given;
  const file = join(dir, "platforms", `${id}.yaml`);
  const idFault = answerFault("id", id);
  if (idFault !== undefined || existsSync(file)) {
    printError(
      idFault === undefined
        ? `${file} is there already; nothing was changed. Edit it.\n`
        : `The id ${JSON.stringify(id)} ${idFault}.\n`,
    );
    return 1;
  }

  const open = QUESTIONS.filter(({ key }) => given.answers[key] === undefined);
  if (open.length > 0 && options.terminal === undefined) {
    printError(
      `Missing: ${open.map(({ flag }) => flag).join(", ")}. Without a terminal every answer is a flag:\n\n${exampleOf(id)}\n`,
    );
    return 1;
  }
  const { files } = readCatalogFiles(dir);
  const loaded = parseCatalog(files);
  let { answers } = given;
  if (open.length > 0 && options.terminal !== undefined) {
    const faultOf = (key: keyof Answers, so: Partial<Answers>): string | undefined =>
      catalogFault(key, { ...answers, ...so, id }, files, loaded);
    // Nobody should answer five questions for an id that cannot be.
    const taken = faultOf("id", {});
    if (taken !== undefined) {
      printError(`Nothing was written:\n  id: ${taken}\n`);
      return 1;
    }
    const asked = await askQuestions(open, id, options.terminal, answers, faultOf);
    if (asked === undefined) {
      printError("\nThe input ended; nothing was written.\n");
      return 1;
    }
    answers = { ...answers, ...asked };
  }

  const checked = checkNewPlatform(
    { ...answers, id } as Answers,
    files,
    loaded,
    options.today.toISOString().slice(0, 10),
  );
  if ("faults" in checked) {
    printError(`Nothing was written:\n${checked.faults.map((fault) => `  ${fault}\n`).join("")}`);
    return 1;
  }
  mkdirSync(join(dir, "platforms"), { recursive: true });
  writeFileSync(file, checked.text, { flag: "wx" });
  print(nextSteps(id, file, answers.env));
  return 0;
}

/** What the flags answer; wire and kind have defaults. */
type FlagAnswers = Omit<Partial<Answers>, "id"> & Pick<Answers, "wire" | "kind">;

type Given = { help: boolean; id: string; dir: string; answers: FlagAnswers } | { fault: string };

function readArguments(args: readonly string[]): Given {
  try {
    const { values, positionals } = parseArgs({
      args: args[0] === "--" ? args.slice(1) : [...args],
      allowPositionals: true,
      options: {
        name: { type: "string" },
        "base-url": { type: "string" },
        env: { type: "string" },
        "keys-url": { type: "string" },
        "docs-url": { type: "string" },
        wire: { type: "string", default: "openai-chat" },
        kind: { type: "string", default: "direct" },
        dir: { type: "string", default: CATALOG_DIR },
        help: { type: "boolean", short: "h", default: false },
      },
    });
    const [id = "", ...more] = positionals;
    if (!values.help && (id === "" || more.length > 0))
      return { fault: "Give one id, such as acme." };
    // A local server mostly has no key.
    const keyless = values.kind === "local" ? "none" : undefined;
    const answers = dropUndefined({
      name: values.name,
      baseUrl: values["base-url"],
      env: values.env ?? keyless,
      keysUrl:
        values["keys-url"] ??
        (values.env === undefined || values.env === "none" ? (values.env ?? keyless) : undefined),
      docsUrl: values["docs-url"],
    });
    const { wire, kind } = values;
    return { help: values.help, id, dir: values.dir, answers: { ...answers, wire, kind } };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function dropUndefined(answers: { [Key in keyof Answers]?: string | undefined }): Omit<
  Partial<Answers>,
  "id"
> {
  return Object.fromEntries(Object.entries(answers).filter(([, value]) => value !== undefined));
}

const USAGE = `Usage: pnpm new:platform <id> [flags]

Writes packages/catalog/platforms/<id>.yaml. What the flags leave open is asked on the terminal.

  --name <text>      name that people read
  --base-url <url>   base URL, as one would paste it into an OpenAI client, without
                     /chat/completions or another operation's path
  --env <NAME>       environment name of the key, or none
  --keys-url <url>   page where a user gets a key, or none where it is not known
  --docs-url <url>   page of the API documentation
  --wire <id>        wire protocol, openai-chat by default
  --kind <kind>      direct (default), connector or local
  --dir <folder>     another catalog folder
`;

function exampleOf(id: string): string {
  const flags = QUESTIONS.map(({ flag, example }) => `${flag} ${JSON.stringify(example(id))}`);
  return `  pnpm new:platform ${id} ${flags.join(" ")}`;
}

function nextSteps(id: string, file: string, env: string | undefined): string {
  const key = env === undefined || env === "none" ? "" : `${env}=... `;
  return `Wrote ${file}

Next:
  1. Open it: the comments say what can be added. Leave out what is not known.
  2. pnpm codegen      types, tables and docs follow from the file
  3. pnpm check        its conformance tests run without a line of code
  4. pnpm build        the command line runs what is built
  5. ${key}pnpm -s byok ask --model ${id}/<model> "Hello"
`;
}
