import { stringify } from "yaml";
import type { Answers } from "./answers.ts";
import { configNameOf } from "./answers.ts";

/** How a wire is usually signed in to. */
export interface WireAuth {
  auth: string;
  authName?: string | undefined;
  authPrefix?: string | undefined;
}

/**
 * The text of a new platform's file, with comments that lead on.
 *
 * @param answers - Checked answers.
 * @param wireAuth - The sign-in of the wire.
 * @param today - The day of the facts, `YYYY-MM-DD`.
 */
export function platformYaml(answers: Answers, wireAuth: WireAuth, today: string): string {
  const { id, name, baseUrl, env, docsUrl, wire, kind } = answers;
  const key = env === "none" ? [] : [env];
  const auth = key.length === 0 ? { auth: "none" } : wireAuth;
  const lines = [
    "# yaml-language-server: $schema=../schema/platform.schema.json",
    `# The platform's id is this file's name: ${id}. An editor with YAML support explains every key on hover.`,
    "# Write only what the platform's own pages say; leave out what is not known.",
    `name: ${scalar(name)}`,
    "# direct: makes its models; connector: serves others' models; local: runs on the user's machine.",
    `kind: ${kind}`,
    "# Name of the TypeScript type of this platform's settings.",
    `configName: ${configNameOf(id)}`,
    "# Other spellings of the id in use:",
    `# aliases: [${id}-ai]`,
    `docsUrl: ${scalar(docsUrl)}`,
    ...keysUrlLines(answers),
    "# Environment names of the key; error texts name the first.",
    `env: [${key.join(", ")}]`,
    "# The first endpoint is the default; another one may be another region.",
    "endpoints:",
    "  - id: default",
    `    baseUrl: ${scalar(baseUrl)}`,
    "    # Currency of the bills, where it is known:",
    "    # currency: USD",
    "# Ways to talk to it; the first is the default.",
    "surfaces:",
    `  - wire: ${wire}`,
    ...Object.entries(auth).flatMap(([field, value]) =>
      value === undefined ? [] : [`    ${field}: ${scalar(value)}`],
    ),
    "# live: only the platform knows its models; none: the user names one; or a table, id -> model:",
    "# models:",
    `#   ${id}-large:`,
    "#     context: 128000",
    "#     maxOutput: 8192",
    "#     prices:",
    "#       - currency: USD",
    '#         components: { input: "0.5", output: "1.5" }  # per million tokens, in quotes',
    `#         source: { name: price page, date: ${today} }`,
    "models: live",
    "# The path that lists the models, if there is one:",
    "# modelsApi: { path: /models, shape: openai }",
    "# Parameters that differ from the wire's usual ones, for example:",
    "# params:",
    "#   maxTokens: { to: max_completion_tokens }",
    "#   temperature: { range: { min: 0, max: 1 } }",
    "#   logitBias: { unsupported: the platform refuses logit_bias }",
    "sources:",
    `  - name: ${scalar(`${name} documentation`)}`,
    `    date: ${today}`,
    `    url: ${scalar(docsUrl)}`,
    "confidence: medium",
  ];
  return `${lines.join("\n")}\n`;
}

function keysUrlLines({ id, env, keysUrl }: Answers): string[] {
  if (keysUrl !== "none") return [`keysUrl: ${scalar(keysUrl)}`];
  if (env === "none") return [];
  return [
    "# The page where a user gets a key; without it, error texts name docsUrl.",
    `# keysUrl: https://${id}.com/keys`,
  ];
}

function scalar(text: string): string {
  return stringify(text, { version: "1.2", schema: "core", lineWidth: 0 }).trimEnd();
}
