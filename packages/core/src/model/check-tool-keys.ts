import { didYouMean, nearNames } from "../config/near-names.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import type { Tool } from "./request.ts";

const KEYS: readonly string[] = [
  "name",
  "description",
  "inputSchema",
  "strict",
  "execute",
  "needsApproval",
] satisfies (keyof Tool)[];

/**
 * What a tool of a Model Context Protocol server has besides; its list may be passed on as it came. Nothing of it is sent.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/tools#tool
 */
const OF_MCP: ReadonlySet<string> = new Set([
  "title",
  "annotations",
  "outputSchema",
  "icons",
  "execution",
  "_meta",
]);

/** Keys of the vendors' and other libraries' tools → ours. */
const FOREIGN: ReadonlyMap<string, string> = new Map([
  ["parameters", "inputSchema"],
  ["schema", "inputSchema"],
  ["function", "name, description and inputSchema beside each other"],
  ["handler", "execute"],
  ["run", "execute"],
  ["func", "execute"],
]);

/**
 * Refuses keys that a tool does not have: a misspelt `needsApproval` would run the tool without asking.
 *
 * @throws InvalidRequestError that names the right key.
 */
export function checkToolKeys(tool: unknown): void {
  if (typeof tool !== "object" || tool === null) return;
  const keys = Object.keys(tool);
  const unknown = keys.find((key) => !KEYS.includes(key) && !OF_MCP.has(key));
  if (unknown === undefined) return;
  // Beside the others, `type: "function"` is only noise of the same form.
  const told = keys.find((key) => FOREIGN.has(key)) ?? unknown;
  const { name } = tool as { name?: unknown };
  const foreign = FOREIGN.get(told);
  throw new InvalidRequestError(
    `Unknown key "${told}" in the tool${typeof name === "string" ? ` "${name}"` : ""}.`,
    {
      hint:
        foreign === undefined
          ? didYouMean(nearNames(told, KEYS)) || `A tool has ${KEYS.join(", ")}.`
          : `Write ${foreign}.`,
    },
  );
}
