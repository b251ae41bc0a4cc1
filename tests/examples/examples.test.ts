import { findPlatform } from "@byok/core";
import { startSimulator, type Plan, type Simulator } from "@byok/simulator";
import { openVault } from "@byok/vault";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { afterEach, describe, expect, test, vi } from "vitest";

import { root } from "../../scripts/lib/root.ts";

const examples: Readonly<Record<string, () => Promise<unknown>>> = {
  "twenty-lines.ts": async () => import("../../examples/twenty-lines.ts"),
  "events.ts": async () => import("../../examples/events.ts"),
  "errors.ts": async () => import("../../examples/errors.ts"),
  "approval.ts": async () => import("../../examples/approval.ts"),
  "own-device.ts": async () => import("../../examples/own-device.ts"),
};

const KEY = "sk-examples-0123456789";

let simulator: Simulator | undefined;
let home: string | undefined;
afterEach(async () => {
  await simulator?.close();
  vi.unstubAllEnvs();
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
});

/** Runs an example against a simulated OpenAI; gives what it printed, and the requests that it made. */
async function run(
  name: string,
  plan: Plan = {},
  prepare: () => Promise<void> = async () => {},
): Promise<{ printed: string; requests: Simulator["requests"] }> {
  const platform = findPlatform("openai");
  simulator = await startSimulator({
    ...plan,
    ...(platform && { platform }),
    modelIds: ["gpt-4o-mini"],
  });
  vi.stubEnv("OPENAI_API_KEY", KEY);
  vi.stubEnv("OPENAI_API_BASE_URL", simulator.url);
  await prepare();
  let printed = "";
  vi.spyOn(console, "log").mockImplementation((line: string) => void (printed += `${line}\n`));
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  await examples[name]?.();
  vi.restoreAllMocks();
  return { printed, requests: simulator.requests };
}

describe("every example runs", () => {
  test("and has a test here", () => {
    const files = readdirSync(join(root, "examples")).filter((name) => name.endsWith(".ts"));
    expect(Object.keys(examples).toSorted()).toEqual(files.toSorted());
  });

  test("twenty-lines.ts", async () => {
    const { printed, requests } = await run("twenty-lines.ts");
    const [streamed, typed, , afterTool] = requests.map((request) => request.body);
    expect(requests.every((request) => request.status === 200)).toBe(true);
    expect(streamed).toMatchObject({ model: "gpt-4o-mini", stream: true, temperature: 0.2 });
    expect(typed).toMatchObject({ response_format: { type: "json_schema" } });
    expect(afterTool?.["messages"]).toContainEqual(expect.objectContaining({ role: "tool" }));
    expect(printed).toMatch(/^.+\n.+, .+: 0\.\d+ USD\n.+\n$/s);
  });

  test("events.ts", async () => {
    const { printed, requests } = await run("events.ts", { text: "It scatters." });
    expect(requests[0]?.body).toMatchObject({ stream: true, max_tokens: 200 });
    expect(printed).toMatch(/^It scatters\.\nfinished: stop\n/);
    expect(printed).toMatch(
      /USD, complete: true\n {2}input: \d+ at 0\.15\n {2}output: \d+ at 0\.6\n/,
    );
  });

  test("errors.ts", async () => {
    const { printed, requests } = await run("errors.ts", { text: "Hello." });
    expect(requests.map((request) => request.status)).toEqual([404, 404, 200]);
    expect(printed).toMatch(
      /^model_not_found \(404\): .*\n {2}retryable: false; next: Did you mean /,
    );
    expect(printed).toContain("answered: Hello.");
  });

  test("approval.ts", async () => {
    const { printed, requests } = await run("approval.ts");
    expect(printed).toMatch(/^wants to run: remove_file \{"path":/);
    expect(printed).toMatch(/\n1 removed; .+\n1 requests in the last step\n$/s);
    expect(requests).toHaveLength(2);
  });

  test("own-device.ts", async () => {
    const folder = mkdtempSync(join(tmpdir(), "byok-examples-"));
    home = folder;
    const { printed, requests } = await run("own-device.ts", { text: "Saturn." }, async () => {
      // The stored key is the only one; the simulator's address is bound to it.
      vi.stubEnv("OPENAI_API_KEY", undefined);
      vi.stubEnv("BYOK_HOME", join(folder, "state"));
      vi.stubEnv("BYOK_PASSPHRASE", "correct horse battery staple");
      const origins = [simulator?.url ?? ""];
      await openVault().add({ platform: "openai", key: KEY, origins });
    });
    expect(requests.map((request) => request.status)).toEqual([200]);
    expect(printed).toMatch(/^Saturn\.\nfound in "[^"]+": .*moons.*\n/);
    expect(printed).toMatch(/\nthis chat: \[\{"currency":"USD","amount":"0\.0000\d+"\}\]\n$/);
    for (const name of readdirSync(join(folder, "state"))) {
      expect(readFileSync(join(folder, "state", name), "latin1")).not.toContain(KEY);
    }
  });
});
