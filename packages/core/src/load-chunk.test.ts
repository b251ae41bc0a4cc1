import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";

interface Told {
  name: string;
  byok?: boolean;
  code?: string;
  retryable?: boolean;
  hint?: string;
  message?: string;
}

let told: { node: Told; worker: Told; page: Told[]; again: string };
beforeAll(async () => {
  const program = join(import.meta.dirname, "__fixtures__/children/blocked-chunks.ts");
  const { stdout } = await promisify(execFile)(process.execPath, [program]);
  told = JSON.parse(stdout) as typeof told;
}, 30_000);

describe("a part that cannot be loaded", () => {
  test("is a network error in a page, whatever is called", () => {
    expect(told.page).toHaveLength(9);
    for (const error of told.page) {
      expect(error).toMatchObject({ byok: true, code: "network", retryable: true });
      expect(error.hint).toContain("reload the page");
    }
  });
  test("tells a service worker to be one file", () => {
    expect(told.worker).toMatchObject({ byok: true, code: "package_missing", retryable: false });
    expect(told.worker.hint).toContain("into one file");
  });
  test("is a broken install on Node", () => {
    expect(told.node).toMatchObject({ byok: true, code: "package_missing", retryable: false });
    expect(told.node.hint).toContain("Install the packages of byok again");
    expect(told.node.message).toContain("calls.ts");
  });
  test("is loaded by the next call", () => {
    expect(told.again).toBe("Hello");
  });
});
