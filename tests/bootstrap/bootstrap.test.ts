import { spawn } from "node:child_process";
import { chmodSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

import { describe, expect, it } from "vitest";

import { withCheckout } from "./checkout.ts";
import type { Checkout } from "./checkout.ts";

async function inCheckout(use: (checkout: Checkout) => Promise<void>): Promise<void> {
  await withCheckout(async (checkout) => {
    chmodSync(join(checkout.folder, "fake/pnpm"), 0o755);
    await use(checkout);
  });
}

describe.skipIf(process.platform === "win32")("npm start and npm test", () => {
  it("sets everything up the first time, and nothing the second time", async () => {
    await inCheckout(async (checkout) => {
      const { code, output } = await checkout.bootstrap(["start", "--model", "a b"]);
      expect(output).toContain("args chat --model a b");
      expect(code).toBe(3);
      expect(checkout.calls()).toEqual(["npx", "pnpm", "build"]);

      const again = await checkout.bootstrap(["start", "--", "--as-pnpm-does"]);
      expect(again.output).toContain("args chat --as-pnpm-does");
      expect(checkout.calls()).toEqual([]);
    });
  });

  it("does again only what a change asks for", async () => {
    await inCheckout(async (checkout) => {
      await checkout.bootstrap(["start"]);
      checkout.calls();

      checkout.write("packages/cli/src/bin.ts", "export {};\n");
      await checkout.bootstrap(["start"]);
      expect(checkout.calls()).toEqual(["build"]);

      checkout.remove("packages/cli/dist");
      await checkout.bootstrap(["start"]);
      expect(checkout.calls()).toEqual(["build"]);

      checkout.write("pnpm-lock.yaml", "changed\n");
      await checkout.bootstrap(["start"]);
      expect(checkout.calls()).toEqual(["pnpm", "build"]);

      checkout.remove("node_modules");
      await checkout.bootstrap(["start"]);
      expect(checkout.calls()).toEqual(["pnpm", "build"]);

      checkout.write(".node-version", "99.0.0\n");
      await checkout.bootstrap(["start"]);
      expect(checkout.calls()).toEqual(["npx"]);
    });
  });

  it("hands on where the registry is, and none of npm's other settings", async () => {
    await inCheckout(async (checkout) => {
      const { output } = await checkout.bootstrap(["start"], {
        npm_config_registry: "https://registry.example/",
        npm_config_workspace: "x",
      });
      expect(output).toMatch(/^npm variables .*npm_config_registry/m);
      expect(output).not.toContain("npm_config_workspace");
      expect(output).not.toContain("npm_execpath");
    });
  });

  it("passes a signal on when there is no terminal", async () => {
    await inCheckout(async (checkout) => {
      const child = spawn(process.execPath, ["scripts/bootstrap.mjs", "start", "wait"], {
        cwd: checkout.folder,
        env: { ...process.env, ...checkout.environment() },
        stdio: ["ignore", "pipe", "inherit"],
      });
      child.stdout.once("data", () => child.kill("SIGTERM"));
      const code = await new Promise((resolve) => child.on("close", resolve));
      expect(code).toBe(7);
    });
  });

  it.each([
    ["npm error code ENOTFOUND", "The npm registry cannot be reached"],
    ["npx: command not found", "npx was not found"],
    ["npm error something else", "something else"],
  ])("explains %j from npx", async (stderr, expected) => {
    await inCheckout(async (checkout) => {
      const { code, output } = await checkout.bootstrap(["start"], { NPX_FAILS: stderr });
      expect(code).toBe(1);
      expect(output).toContain(expected);
      expect(output).not.toContain("    at ");
    });
  });

  it("shows why an installation failed, and tries again the next time", async () => {
    await inCheckout(async (checkout) => {
      const { code, output } = await checkout.bootstrap(["test"], { PNPM_FAILS: "ENOSPC" });
      expect(code).toBe(1);
      expect(output).toContain("ENOSPC");
      expect(output).toContain("installing packages failed");
      checkout.calls();

      await checkout.bootstrap(["start"]);
      expect(checkout.calls()).toEqual(["pnpm", "build"]);
    });
  });
});
