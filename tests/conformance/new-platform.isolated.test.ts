import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { listPlatforms } from "@byok/core";
import type { Platform } from "@byok/core";
import { describeConformance } from "@byok/simulator/conformance";
import { CATALOG_DIR, loadCatalog } from "../../packages/catalog/src/load-catalog.ts";
import { runNewPlatform } from "../../packages/catalog/src/new-platform/run-new-platform.ts";
import { PLATFORMS } from "../../packages/core/src/generated/platforms.ts";

/** What codegen would make of a contributor's new YAML file. */
const acme: Platform = {
  id: "acme",
  name: "Acme",
  kind: "direct",
  keysUrl: "https://acme.example/keys",
  env: ["ACME_API_KEY", "ACME_KEY"],
  baseUrlEnv: ["ACME_BASE_URL"],
  endpoints: [{ id: "default", baseUrl: "https://api.acme.example/v2", currency: "USD" }],
  surfaces: [
    { wire: "openai-chat", auth: "header", authName: "X-Acme-Key", authPrefix: "Key " },
    { wire: "anthropic-messages", auth: "bearer", baseUrl: "https://api.acme.example/anthropic" },
  ],
  models: "live",
  params: {
    seed: { to: "random_seed" },
    n: { fixed: 1 },
    logitBias: { unsupported: "Acme has no logit bias." },
  },
  messages: { system: "join", alternate: true, emptyText: "drop", name: "drop" },
  tools: { idPattern: "^[a-zA-Z0-9]{9}$", choice: { required: "any" } },
  reasoning: { receive: ["thoughts"], echo: "required", echoWhen: "toolTurns" },
  stream: { usage: "always" },
  errors: [{ status: 400, path: "error.reason", match: "^NO_CREDIT$", as: "quota_exceeded" }],
};

/** What codegen would make of the file that `pnpm new:platform` writes for a wire, as it is written. */
async function scaffold(id: string, wire: string): Promise<Platform> {
  const dir = mkdtempSync(join(tmpdir(), "byok-scaffold-"));
  try {
    mkdirSync(join(dir, "platforms"));
    copyFileSync(join(CATALOG_DIR, "plugins.yaml"), join(dir, "plugins.yaml"));
    const answers = {
      name: `Scaffold ${wire}`,
      "base-url": `https://api.${id}.example/v1`,
      env: `${id.replaceAll("-", "_").toUpperCase()}_API_KEY`,
      "keys-url": `https://${id}.example/keys`,
      "docs-url": `https://docs.${id}.example`,
      wire,
    };
    let told = "";
    const tell = (text: string): void => void (told += text);
    const flags = Object.entries(answers).flatMap(([name, value]) => [`--${name}`, value]);
    await runNewPlatform({
      args: [id, ...flags, "--dir", dir],
      today: new Date(),
      print: tell,
      printError: tell,
    });
    const entry = loadCatalog(dir).catalog.get(id);
    if (entry === undefined) throw new Error(told);
    return entry.platform;
  } finally {
    rmSync(dir, { recursive: true });
  }
}

// A new row needs no test by hand: it is in listPlatforms(), and so are its tests.
const added: Platform[] = [
  acme,
  await scaffold("scaffold-chat", "openai-chat"),
  await scaffold("scaffold-messages", "anthropic-messages"),
];
for (const platform of added) Object.assign(PLATFORMS, { [platform.id]: platform });
afterAll(() => {
  for (const { id } of added) Reflect.deleteProperty(PLATFORMS, id);
});
for (const { id } of listPlatforms().filter((platform) => added.includes(platform)))
  describeConformance(id);
