import { expect, it } from "vitest";
import type { Platform } from "../catalog/platform.ts";
import { servingSurfaces } from "./serving-surfaces.ts";

const platform: Platform = {
  id: "acme",
  name: "Acme",
  kind: "connector",
  env: [],
  endpoints: [{ id: "default" }],
  surfaces: [
    { wire: "openai-chat", auth: "bearer", models: "gpt-*" },
    { wire: "anthropic-messages", auth: "bearer", models: "claude-*" },
    { wire: "openai-responses", auth: "bearer", models: "gpt-*" },
  ],
  models: "live",
};

it.each([
  ["claude-3", ["anthropic-messages"]],
  ["gpt-5", ["openai-chat", "openai-responses"]],
  ["my-deployment", ["openai-chat", "anthropic-messages", "openai-responses"]],
])("%s is served by %j", (id, wires) => {
  expect(servingSurfaces(platform, id).map(({ wire }) => wire)).toEqual(wires);
});
