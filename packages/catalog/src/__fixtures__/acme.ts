import { parseCatalog } from "../parse-catalog.ts";
import { formatProblem } from "../problem.ts";

/** A sound platform that uses much of the schema; line numbers of the tests count from its first line. */
export const ACME = `name: Acme
kind: direct
configName: AcmeConfig
aliases: [acme-ai]
docsUrl: https://docs.acme.example
keysUrl: https://acme.example/keys
env: [ACME_API_KEY]
vars:
  zone: { env: [ACME_ZONE], default: a }
endpoints:
  - id: default
    region: us
    baseUrl: https://api.acme.example/v1
    currency: USD
surfaces:
  - wire: openai-chat
    auth: bearer
headers:
  fixed: { x-acme: "1" }
tools:
  idPattern: ^[a-zA-Z0-9]{9}$
errors:
  - { status: 429, path: error.code, match: quota, as: quota_exceeded }
families:
  thinker: { params: { temperature: { unsupported: it thinks } } }
models:
  acme-1:
    context: 1000
    maxOutput: 500
    prices:
      - currency: USD
        components: { input: "1", output: "2", cacheRead: "0.1" }
        source: { name: price page, date: 2026-11-01 }
  acme-2:
    inherits: acme/acme-1
    family: thinker
defaultModel: acme-1
sources:
  - { name: docs, date: 2026-11-01 }
keyCheck: { path: "/{zone}/models", proves: key }
`;

/** A second sound platform, for what two platforms have to do with each other. */
export const BEND = `name: Bend
kind: connector
configName: BendConfig
env: [BEND_API_KEY]
endpoints:
  - id: default
    baseUrl: https://api.bend.example/v1
surfaces:
  - wire: openai-chat
    auth: bearer
models:
  acme-1:
    inherits: acme/acme-1
    prices:
      - currency: USD
        components: { input: "1.1", output: "2.2" }
        source: { name: price page, date: 2026-11-01 }
`;

/** ACME with one piece of text replaced; throws when the piece is not there exactly once. */
export function acme(from: string, to: string): string {
  return edit(ACME, from, to);
}

/** A text with one piece replaced; throws when the piece is not there exactly once. */
export function edit(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`"${from}" is not there exactly once`);
  return text.replace(from, () => to);
}

/** The problems of one platform's text, as printed. */
export function problemsOf(text: string, more: Readonly<Record<string, string>> = {}): string[] {
  const files = new Map([["platforms/acme.yaml", text], ...Object.entries(more)]);
  return parseCatalog(files).problems.map(formatProblem);
}
