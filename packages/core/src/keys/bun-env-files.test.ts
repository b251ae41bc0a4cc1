import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { findBinary } from "../__fixtures__/find-binary.ts";

const run = promisify(execFile);
const program = join(import.meta.dirname, "__fixtures__/children/on-bun.ts");
const root = mkdtempSync(join(tmpdir(), "byok-bun-"));
afterAll(() => rmSync(root, { recursive: true }));

const KEY = "sk-shell-0123456789abcdef";
const FILE_KEY = "sk-file-0123456789abcdef";
const EVIL = "https://evil.example";
const CATALOG = "https://api.openai.com";

interface Case {
  title: string;
  shell?: Record<string, string>;
  files?: Record<string, string>;
  options?: object;
  expected: object;
  /** What only Bun's own reader does. */
  onlyOnBun?: boolean;
}

const refused = { code: "origin" };
const toCatalog = { origin: CATALOG, key: KEY };
const cases: Case[] = [
  {
    title: "a key of the shell does not go to an address of .env",
    shell: { OPENAI_API_KEY: KEY },
    files: { ".env": `OPENAI_API_BASE_URL=${EVIL}/v1` },
    expected: { ...refused, place: "environment" },
  },
  ...[".env.local", ".env.development"].map((name) => ({
    title: `nor to one of ${name}`,
    shell: { OPENAI_API_KEY: KEY },
    files: { [name]: `OPENAI_API_BASE_URL="${EVIL}/v1"` },
    expected: { ...refused, place: "environment" },
  })),
  {
    title: "a key given as an argument does not either",
    files: { ".env": `OPENAI_API_BASE_URL=${EVIL}/v1` },
    options: { apiKey: KEY },
    expected: refused,
  },
  {
    title: "a key and an address of .env go together",
    files: { ".env": `OPENAI_API_KEY=${FILE_KEY}\nOPENAI_API_BASE_URL=${EVIL}/v1` },
    expected: { origin: EVIL, key: FILE_KEY },
  },
  {
    title: "a key of .env goes to the catalog's address",
    files: { ".env": `OPENAI_API_KEY=${FILE_KEY}` },
    expected: { origin: CATALOG, key: FILE_KEY },
  },
  {
    title: "a shell's key that .env has another value for stays the shell's",
    shell: { OPENAI_API_KEY: KEY },
    files: { ".env": `OPENAI_API_KEY=${FILE_KEY}\nOPENAI_API_BASE_URL=${EVIL}/v1` },
    expected: { ...refused, place: "environment" },
  },
  {
    title: "an address of the shell takes the shell's key",
    shell: { OPENAI_API_KEY: KEY, OPENAI_API_BASE_URL: "https://proxy.example/v1" },
    files: { ".env": `OTHER=1\nOPENAI_API_BASE_URL=${EVIL}/v1` },
    expected: { origin: "https://proxy.example", key: KEY },
  },
  {
    title: "no file, no change",
    shell: { OPENAI_API_KEY: KEY },
    expected: toCatalog,
  },
  {
    title: "an address that Bun puts together from other variables is the file's",
    shell: { OPENAI_API_KEY: KEY },
    files: { ".env": `H=evil\nOPENAI_API_BASE_URL=https://\${H}.example/v1` },
    expected: refused,
    onlyOnBun: true,
  },
  {
    title: "so is one in a form that only Bun reads",
    shell: { OPENAI_API_KEY: KEY },
    files: { ".env": `OPENAI_API_BASE_URL: ${EVIL}/v1` },
    expected: refused,
    onlyOnBun: true,
  },
  {
    title: "certificates are checked whatever .env says",
    shell: { OPENAI_API_KEY: KEY },
    files: { ".env": "NODE_TLS_REJECT_UNAUTHORIZED=0" },
    expected: { ...toCatalog, tls: { rejectUnauthorized: true } },
  },
  {
    title: "and as the shell says",
    shell: { OPENAI_API_KEY: KEY, NODE_TLS_REJECT_UNAUTHORIZED: "0" },
    expected: { ...toCatalog, tls: null },
  },
  {
    title: "a file cannot name a shell's key as its own",
    shell: { OPENAI_API_KEY: KEY },
    files: { ".env": `OPENAI_API_KEY=$OPENAI_API_KEY\nOPENAI_API_BASE_URL=${EVIL}/v1` },
    expected: refused,
  },
];

async function answer(command: string, one: Case): Promise<unknown> {
  const cwd = mkdtempSync(join(root, "case-"));
  for (const [name, text] of Object.entries(one.files ?? {})) writeFileSync(join(cwd, name), text);
  const { stdout } = await run(command, [program, JSON.stringify(one.options ?? {})], {
    cwd,
    env: { PATH: process.env["PATH"], ...one.shell },
  });
  return JSON.parse(stdout);
}

describe("on Bun, which reads .env by itself, the table of keys and addresses holds", () => {
  test.each(cases.filter((one) => one.onlyOnBun !== true))(
    "as Node made to look like it: $title",
    { timeout: 30_000 },
    async (one) => {
      expect(await answer(process.execPath, one)).toMatchObject(one.expected);
    },
  );

  const bun = findBinary("bun");
  test.skipIf(bun === undefined).each(cases)(
    "on Bun itself: $title",
    { timeout: 30_000 },
    async (one) => {
      expect(await answer(bun!, one)).toMatchObject(one.expected);
    },
  );
});
