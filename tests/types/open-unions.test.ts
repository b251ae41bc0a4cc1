import { execFileSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "byok-open-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A program written against today's unions, with a `default` in every switch. */
const OLD_CONSUMER = `
import { isByokError, ModelFactory, type ErrorCode, type Part, type StreamEvent, type Warning } from "@byok/core";
function onEvent(event: StreamEvent): string {
  switch (event.type) {
    case "text-delta": return event.text;
    case "finish": return event.reason;
    default: return "";
  }
}
function onPart(part: Part): string {
  switch (part.type) {
    case "text": return part.text;
    default: return "";
  }
}
function onCode(code: ErrorCode): number {
  switch (code) {
    case "rate_limit": return 1;
    default: return 0;
  }
}
function onWarning(warning: Warning): boolean { return warning.code === "unsupported"; }
export async function main(): Promise<void> {
  try {
    for await (const event of ModelFactory.create("openai/gpt-4o-mini").stream("Hi")) onEvent(event);
  } catch (error) {
    if (isByokError(error)) onCode(error.code);
  }
}
export { onPart, onWarning };
`;

/** The same without a default: it must not survive, or the test above proves nothing. */
const CLOSED_CONSUMER = `
import type { ErrorCode } from "@byok/core";
export function onCode(code: ErrorCode): number {
  switch (code) {
    ${errorCodes()
      .map((code) => `case "${code}": return 1;`)
      .join("\n    ")}
    default: { const none: never = code; return none; }
  }
}
`;

function errorCodes(): string[] {
  const source = readFileSync(join(ROOT, "packages/core/src/errors/byok-error.ts"), "utf8");
  const union = /export type ErrorCode =([^;]+);/.exec(source)?.[1] ?? "";
  return [...union.matchAll(/"([^"]+)"/g)].map((match) => match[1]!);
}

function compile(name: string, source: string): boolean {
  const file = join(folder, `${name}.ts`);
  writeFileSync(file, source);
  const options = [
    "--noEmit",
    "--strict",
    "--module",
    "nodenext",
    "--target",
    "es2023",
    "--skipLibCheck",
    "--types",
    "node",
  ];
  try {
    execFileSync(
      process.execPath,
      [
        join(ROOT, "node_modules/typescript/bin/tsc"),
        ...options,
        "--typeRoots",
        join(ROOT, "node_modules/@types"),
        file,
      ],
      {
        cwd: folder,
        stdio: "pipe",
      },
    );
    return true;
  } catch {
    return false;
  }
}

/** Adds a member to a union of the built declarations, as a minor version would. */
function grow(file: string, union: string, member: string): void {
  const path = join(folder, "node_modules/@byok/core/dist", file);
  const text = readFileSync(path, "utf8");
  const grown = text.replace(union, `${union} ${member} |`);
  if (grown === text) throw new Error(`${union} is not in ${file}`);
  writeFileSync(path, grown);
}

beforeAll(() => {
  const core = join(folder, "node_modules/@byok/core");
  mkdirSync(core, { recursive: true });
  cpSync(join(ROOT, "packages/core/dist"), join(core, "dist"), { recursive: true });
  cpSync(join(ROOT, "packages/core/package.json"), join(core, "package.json"));
  symlinkSync(join(ROOT, "packages/core/node_modules/undici"), join(folder, "node_modules/undici"));
  writeFileSync(join(folder, "package.json"), '{"type":"module"}');
});

describe("unions are open", () => {
  test("an old consumer compiles against a build with one more member in each", () => {
    expect(compile("old", OLD_CONSUMER)).toBe(true);
    expect(compile("closed", CLOSED_CONSUMER)).toBe(true);
    grow(
      "events/stream-event.d.ts",
      "export type StreamEvent<Output = unknown> =",
      '{ type: "brand-new"; value: number }',
    );
    grow("messages/message.d.ts", "export type Part =", '{ type: "brand-new"; value: number }');
    grow("errors/byok-error.d.ts", "export type ErrorCode =", '"brand_new"');
    expect(compile("old", OLD_CONSUMER)).toBe(true);
    expect(compile("closed", CLOSED_CONSUMER)).toBe(false);
  });
});
