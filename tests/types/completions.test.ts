import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");

/** Calls with the cursor at `¦`, and some of what an editor must offer there. */
const CASES: readonly [call: string, offered: readonly string[]][] = [
  ['create("¦")', ["openai/gpt-4o-mini", "anthropic/claude-haiku-4-5"]],
  ['create("openai/¦")', ["openai/gpt-4o-mini", "openai/o3"]],
  ["create({ ¦ })", ["modelPlatform", "modelType", "modelConfig?", "apiKey?"]],
  ['create({ modelPlatform: "¦" })', ["openai", "anthropic"]],
  ['create({ modelPlatform: "openai", ¦ })', ["modelType", "modelConfig?"]],
  ['create({ modelPlatform: "openai", modelType: "¦" })', ["gpt-4o-mini", "o3"]],
  ['create({ modelPlatform: "openai", modelConfig: { ¦ } })', ["temperature?", "maxTokens?"]],
  ["create({ modelConfig: { ¦ } })", ["temperature?", "maxTokens?"]],
  [
    'create({ modelPlatform: "openai", modelType: "o3", modelConfig: { reasoningEffort: "¦" } })',
    ["low", "medium", "high"],
  ],
  ['create("openai/o3", { ¦ })', ["reasoningEffort?", "maxTokens?"]],
  ['create("openai/o3", {}, { ¦ })', ["apiKey?", "onUnsupported?"]],
];

interface Answer {
  id?: number;
  method?: string;
  params?: { items?: unknown[] };
  result?: { items?: { label: string }[] } | { label: string }[] | null;
}

// Below the root, so that the editor finds the packages as a program of this workspace does.
const folder = mkdtempSync(join(ROOT, "node_modules", ".byok-editor-"));
let server: ChildProcessWithoutNullStreams;
let last = 0;
const waiting = new Map<number, (answer: Answer) => void>();

beforeAll(() => {
  const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
  server = spawn(process.execPath, [compiler, "--lsp", "--stdio"], { cwd: folder });
  let bytes = Buffer.alloc(0);
  server.stdout.on("data", (chunk: Buffer) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const head = bytes.indexOf("\r\n\r\n");
      if (head === -1) return;
      const length = Number(/Content-Length: (\d+)/u.exec(bytes.subarray(0, head).toString())?.[1]);
      if (bytes.length < head + 4 + length) return;
      hear(JSON.parse(bytes.subarray(head + 4, head + 4 + length).toString()) as Answer);
      bytes = bytes.subarray(head + 4 + length);
    }
  });
});
afterAll(() => {
  server.kill();
  rmSync(folder, { recursive: true });
});

it("an editor completes both forms of create, the config also before the model", async () => {
  const file = join(folder, "calls.ts");
  const uri = pathToFileURL(file).href;
  const lines = CASES.map(([call]) => `ModelFactory.${call};`);
  const entry = JSON.stringify(join(ROOT, "packages/core/src/index.ts"));
  const text = [`import { ModelFactory } from ${entry};`, ...lines].join("\n").replaceAll("¦", "");
  writeFileSync(file, text);
  const options = { strict: true, noEmit: true, skipLibCheck: true, target: "es2023" };
  const more = { module: "nodenext", allowImportingTsExtensions: true, types: ["node"] };
  const config = { compilerOptions: { ...options, ...more }, files: ["calls.ts"] };
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(config));
  await ask("initialize", {
    processId: null,
    rootUri: pathToFileURL(folder).href,
    capabilities: {},
  });
  say({ method: "initialized", params: {} });
  const document = { uri, languageId: "typescript", version: 1, text };
  say({ method: "textDocument/didOpen", params: { textDocument: document } });
  for (const [index, [call, offered]] of CASES.entries()) {
    const position = { line: index + 1, character: lines[index]?.indexOf("¦") ?? 0 };
    const { result } = await ask("textDocument/completion", { textDocument: { uri }, position });
    const items = Array.isArray(result) ? result : (result?.items ?? []);
    const labels = items.map(({ label }) => label);
    expect(labels, call).toEqual(expect.arrayContaining([...offered]));
    expect(labels, call).not.toContain("charAt");
  }
}, 60_000);

function hear(answer: Answer): void {
  const { id, method, params } = answer;
  if (id === undefined) return;
  if (method !== undefined) {
    const result = method === "workspace/configuration" ? params?.items?.map(() => null) : null;
    say({ id, result });
    return;
  }
  waiting.get(id)?.(answer);
  waiting.delete(id);
}

function say(message: object): void {
  const text = JSON.stringify({ jsonrpc: "2.0", ...message });
  server.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}

function ask(method: string, params: object): Promise<Answer> {
  last += 1;
  const id = last;
  return new Promise((done) => {
    waiting.set(id, done);
    say({ id, method, params });
  });
}
