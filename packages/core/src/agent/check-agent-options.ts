import { isPlainObject } from "../config/check-json.ts";
import { nearNames } from "../config/near-names.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { checkToolKeys } from "../model/check-tool-keys.ts";
import { isModel } from "../model/model-manager.ts";
import type { ChatAgentOptions } from "./chat-agent.ts";

const NAMES: readonly string[] = [
  "model",
  "systemMessage",
  "tools",
  "memory",
  "maxIterations",
  "output",
  "signal",
] satisfies (keyof ChatAgentOptions)[];
const MEMORY_NAMES = ["windowSize", "tokenLimit"];

/**
 * Checks the options of an agent before anything is done with them.
 *
 * @throws InvalidRequestError that says what is wrong and what to write.
 */
export function checkAgentOptions(options: ChatAgentOptions): void {
  if (!isPlainObject(options) || options.model === undefined || options.model === null) {
    throw new InvalidRequestError("A ChatAgent needs a model.", {
      hint: 'Pass a model or a reference such as "openai/gpt-4o-mini".',
    });
  }
  checkNames(options, NAMES, "option");
  const { model, systemMessage, tools = [], memory, maxIterations, signal } = options;
  if (typeof model !== "string" && !isModel(model)) refuse("model", "a model or a reference");
  if (systemMessage !== undefined && typeof systemMessage !== "string")
    refuse("systemMessage", "a text");
  if (Array.isArray(tools)) tools.forEach(checkToolKeys);
  if (!Array.isArray(tools) || !tools.every(isTool))
    refuse(
      "tools",
      "a list of { name, description?, inputSchema, strict?, execute?, needsApproval? }",
    );
  if (new Set(tools.map((tool) => tool.name)).size !== tools.length) {
    throw new InvalidRequestError("Two tools of the agent have the same name.", {
      hint: "Give each its own name.",
    });
  }
  if (maxIterations !== undefined) checkCount("maxIterations", maxIterations);
  if (signal !== undefined && typeof signal?.addEventListener !== "function")
    refuse("signal", "an AbortSignal");
  if (memory === undefined) return;
  if (!isPlainObject(memory)) refuse("memory", "an object { windowSize?, tokenLimit? }");
  checkNames(memory, MEMORY_NAMES, "memory option");
  for (const [name, value] of Object.entries(memory))
    if (value !== undefined) checkCount(`memory.${name}`, value);
}

function checkNames(given: object, names: readonly string[], what: string): void {
  for (const name of Object.keys(given)) {
    if (names.includes(name)) continue;
    const [near] = nearNames(name, names);
    throw new InvalidRequestError(`A ChatAgent has no ${what} "${name}".`, {
      hint: `${near === undefined ? "Use one of" : `Did you mean ${near}? There are`} ${names.join(", ")}.`,
    });
  }
}

function isTool(value: unknown): boolean {
  const { name, execute, needsApproval } = (value ?? {}) as Record<string, unknown>;
  return (
    typeof name === "string" &&
    (execute === undefined || typeof execute === "function") &&
    (needsApproval === undefined || ["boolean", "function"].includes(typeof needsApproval))
  );
}

function checkCount(name: string, value: unknown): void {
  if (Number.isInteger(value) && (value as number) > 0) return;
  throw new InvalidRequestError(`${name} must be a whole number above 0.`, {
    hint: "Leave it out for the default.",
  });
}

function refuse(name: string, what: string): never {
  throw new InvalidRequestError(`The option \`${name}\` of a ChatAgent must be ${what}.`, {
    hint: `Correct \`${name}\`, or leave it out where it is optional; nothing was sent.`,
  });
}
