import { afterAll } from "vitest";
import { listPlatforms } from "@byok/core";
import type { Platform } from "@byok/core";
import { describeConformance } from "@byok/simulator/conformance";
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

// A new row needs no test by hand: it is in listPlatforms(), and so are its tests.
Object.assign(PLATFORMS, { acme });
afterAll(() => void Reflect.deleteProperty(PLATFORMS, "acme"));
for (const { id } of listPlatforms().filter((platform) => platform === acme))
  describeConformance(id);
