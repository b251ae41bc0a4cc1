import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";

import { build } from "esbuild";
import { afterAll, beforeAll, expect, it } from "vitest";

import { root } from "../../scripts/lib/root.ts";
import { run } from "../../scripts/lib/run.ts";

const ANSWER = JSON.stringify({
  model: "gpt-4o-mini",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
});
const server = createServer((_, response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.end(ANSWER);
});
const folder = mkdtempSync(join(tmpdir(), "byok-bundle-"));
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function runBundle(
  platform: "browser" | "node",
  options: string,
  env: Record<string, string> = {},
): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const { outputFiles } = await build({
    bundle: true,
    external: platform === "browser" ? ["node:*"] : [],
    format: "esm",
    logLevel: "silent",
    platform,
    stdin: {
      contents: `import { ModelFactory } from "@byok/core";
        const options = { apiKey: "sk-0123456789", url: "http://127.0.0.1:${port}/v1", maxRetries: 0, ${options} };
        const said = await ModelFactory.create("openai/gpt-4o-mini", {}, options).generate("Hi")
          .then((result) => result.text, (error) => error.code + ": " + error.hint);
        console.log(said);`,
      resolveDir: join(root, "tests"),
    },
    write: false,
  });
  const file = join(folder, `${platform}.mjs`);
  writeFileSync(file, outputFiles[0]!.text);
  const { output } = await run(process.execPath, [file], { env });
  return output.trim();
}

// esbuild cannot put undici, which is CommonJS, into a module; a bundle for browsers has no Node transport at all.
it.each(["browser", "node"] as const)("a bundle for %s runs on Node", async (platform) => {
  expect(await runBundle(platform, "")).toBe("Hello");
  expect(await runBundle(platform, 'transport: "fetch"')).toBe("Hello");
});

it("a transport that is wanted and cannot be loaded, or a proxy that fetch would go past, is told", async () => {
  expect(await runBundle("node", 'transport: "node"')).toContain(
    "package_missing: In a bundle, keep",
  );
  expect(await runBundle("node", "", { HTTPS_PROXY: "http://127.0.0.1:9" })).toContain(
    "package_missing",
  );
});
