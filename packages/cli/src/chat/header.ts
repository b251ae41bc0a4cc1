import { findPlatform } from "@byok/core";
import type { ModelChoice } from "../model-choice.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";

/** What a chat says of its model: which, why, and how to change it. */
export function renderModel(choice: ModelChoice, columns: number): string {
  const name = findPlatform(choice.platform)?.name ?? choice.platform;
  const lines = [
    `${style.bold(sanitizeLine(name))} ${style.dim("·")} ${style.bold(sanitizeLine(choice.model))}`,
    ...wrap(`Why: ${sanitizeLine(choice.why)}`, columns),
    ...choice.skipped.flatMap((note) => wrap(sanitizeLine(note), columns)),
    ...wrap("Change it: /model platform/model here, or --model, or BYOK_MODEL.", columns),
  ];
  return `${lines.join("\n")}\n`;
}

/** Says plainly that this is no model, and how to get one. */
export function renderSimulatorNotice(columns: number): string {
  const openai = findPlatform("openai");
  const key = openai?.env[0] ?? "OPENAI_API_KEY";
  const lines = [
    style.yellow(
      "This is a simulator: its answers are made up on this machine, nothing is sent out and nothing is paid.",
    ),
    "For a real model give byok a key of yours, then start it again:",
    "  byok keys add openai           to keep it encrypted on this device, or",
    `  export ${key}=…     in this shell, or`,
    `  echo '${key}=…' >> .env  for this folder only.`,
    `Get one: ${openai?.keysUrl ?? "https://platform.openai.com/api-keys"}. Every platform and its variable: byok platforms`,
    "Or start a local server such as Ollama; byok finds it.",
  ];
  return `${lines.flatMap((line) => wrap(line, columns)).join("\n")}\n`;
}
