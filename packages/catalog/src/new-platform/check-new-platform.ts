import type { CatalogPlatform, LoadedCatalog } from "../catalog.ts";
import { didYouMean } from "../checks/suggest.ts";
import { parseCatalog } from "../parse-catalog.ts";
import type { Answers } from "./answers.ts";
import { answerFault, QUESTIONS } from "./answers.ts";
import type { WireAuth } from "./platform-yaml.ts";
import { platformYaml } from "./platform-yaml.ts";

/** A file that may be written, or all that stands against it. */
export type NewPlatform = { text: string } | { faults: string[] };

/**
 * Checks all answers, alone and against the whole catalog.
 *
 * @param answers - The answers as given.
 * @param files - The catalog's files.
 * @param loaded - The same catalog, read.
 * @param today - The day of the facts, `YYYY-MM-DD`.
 */
export function checkNewPlatform(
  answers: Answers,
  files: ReadonlyMap<string, string>,
  loaded: LoadedCatalog,
  today: string,
): NewPlatform {
  const faults: string[] = [];
  const say = (key: keyof Answers, message: string): void => {
    faults.push(`${flagOf(key)}: ${message}`);
  };
  for (const key of Object.keys(answers) as (keyof Answers)[]) {
    const fault = answerFault(key, answers[key]);
    if (fault !== undefined)
      say(key, `${fault} (got ${JSON.stringify(answers[key]).slice(0, 80)})`);
  }
  const wires = new Set(["openai-chat", ...loaded.plugins.flatMap((plugin) => plugin.wires)]);
  if (!wires.has(answers.wire))
    say(
      "wire",
      `${answers.wire} is unknown${didYouMean(answers.wire, wires) || `; known are ${[...wires].join(", ")}`}`,
    );
  const file = `platforms/${answers.id}.yaml`;
  if (files.has(file)) say("id", `${file} is there already; edit it`);
  if (faults.length > 0) return { faults };

  const text = platformYaml(answers, wireAuthOf(answers.wire, loaded.catalog.values()), today);
  const before = new Set(
    loaded.problems.map((problem) => `${problem.file} ${problem.path} ${problem.message}`),
  );
  const { problems } = parseCatalog(new Map([...files, [file, text]]));
  for (const problem of problems) {
    if (problem.file === file)
      faults.push(`${FIELD_FLAGS[problem.path] ?? problem.path}: ${problem.message}`);
    else if (
      !before.has(`${problem.file} ${problem.path} ${problem.message}`) &&
      !isMirrored(problem.message, answers.id)
    ) {
      faults.push(`${problem.file} ${problem.path}: ${problem.message}`);
    }
  }
  return faults.length > 0 ? { faults: [...new Set(faults)] } : { text };
}

/**
 * What the catalog has against one answer, whatever the others will be; undefined when nothing.
 *
 * @param key - The answer to judge.
 * @param given - The id and the answers so far, this one among them.
 * @param files - The catalog's files.
 * @param loaded - The same catalog, read.
 */
export function catalogFault(
  key: keyof Answers,
  given: Partial<Answers> & Pick<Answers, "id" | "wire" | "kind">,
  files: ReadonlyMap<string, string>,
  loaded: LoadedCatalog,
): string | undefined {
  const examples = Object.fromEntries(
    QUESTIONS.map(({ key: each, example }) => [each, example(given.id)]),
  );
  // The day is no part of the judgement.
  const checked = checkNewPlatform(
    { ...examples, ...given } as Answers,
    files,
    loaded,
    "2026-01-01",
  );
  const prefix = `${flagOf(key)}: `;
  return "faults" in checked
    ? checked.faults.find((fault) => fault.startsWith(prefix))?.slice(prefix.length)
    : undefined;
}

const FIELD_FLAGS: Readonly<Record<string, string>> = {
  "": "id",
  "env[0]": "--env",
  name: "--name",
  "endpoints[0].baseUrl": "--base-url",
  docsUrl: "--docs-url",
  keysUrl: "--keys-url",
};

/** A clash shows on both platforms; the new one's side suffices. */
function isMirrored(message: string, id: string): boolean {
  return new RegExp(`(?:key of|taken by|name of) .*\\b${id}\\b`).test(message);
}

function flagOf(key: keyof Answers): string {
  return (
    QUESTIONS.find((question) => question.key === key)?.flag ?? (key === "id" ? "id" : `--${key}`)
  );
}

/** The sign-in of the first platform that speaks the wire. */
function wireAuthOf(wire: string, platforms: Iterable<CatalogPlatform>): WireAuth {
  for (const { platform } of platforms) {
    const surface = platform.surfaces.find(
      (candidate) => candidate.wire === wire && candidate.auth !== "none",
    );
    if (surface !== undefined)
      return { auth: surface.auth, authName: surface.authName, authPrefix: surface.authPrefix };
  }
  return { auth: "bearer" };
}
