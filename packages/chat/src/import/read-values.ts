import type { AssistantPart, FilePart, Message } from "@byok/core";

/** A JSON object of an unknown archive. */
export type Fields = Record<string, unknown>;

/** The value as an object; an empty one when it is none. */
export function fieldsOf(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields)
    : {};
}

/** The value as a list of objects. */
export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fieldsOf) : [];
}

/** The value as a text that is not empty. */
export function textOrNothing(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A time in milliseconds: of ISO text, or of a number in seconds, milliseconds or nanoseconds. */
export function timeOf(value: unknown): number | undefined {
  if (typeof value === "string") {
    // SQLite's own form has a space and no zone; archives write it in UTC.
    const utc = /^\d{4}-\d\d-\d\d[ T][\d:.]+$/.test(value) ? `${value.replace(" ", "T")}Z` : value;
    const time = Date.parse(utc);
    return Number.isNaN(time) ? undefined : time;
  }
  if (typeof value !== "number" || !Number.isFinite(value) || value <= 0) return undefined;
  if (value > 1e17) return Math.round(value / 1e6);
  return Math.round(value > 1e11 ? value : value * 1000);
}

/** A message of plain text, with the model that wrote it where that is known. */
export function textMessage(
  role: "system" | "user" | "assistant",
  text: string,
  origin?: { platform: string; model: string | undefined },
): Message {
  if (role !== "assistant") return { role, content: text };
  return assistantMessage([{ type: "text", text }], origin);
}

/** A message of the user with the files that went with it; undefined when it has neither words nor files. */
export function userMessage(
  text: string | undefined,
  files: readonly FilePart[],
): Message | undefined {
  if (files.length === 0) return text === undefined ? undefined : { role: "user", content: text };
  return {
    role: "user",
    content: [...(text === undefined ? [] : [{ type: "text" as const, text }]), ...files],
  };
}

/** An answer of several parts; a single text stays a plain text. */
export function assistantMessage(
  parts: AssistantPart[],
  origin?: { platform: string; model: string | undefined },
): Message {
  const [only] = parts;
  const content = parts.length === 1 && only?.type === "text" ? only.text : parts;
  return {
    role: "assistant",
    content,
    ...(origin?.model === undefined
      ? {}
      : { origin: { platform: origin.platform, model: origin.model } }),
  };
}

/** Orders nodes so that parents stand before children; nodes in a circle or without a known parent become roots. */
export function parentsFirst<Node extends { id: string; parentId: string | undefined }>(
  nodes: readonly Node[],
): Node[] {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const placed = new Set<string>();
  const ordered: Node[] = [];
  for (const node of nodes) {
    const chain: Node[] = [];
    const seen = new Set<string>();
    let at: Node | undefined = node;
    while (at !== undefined && !placed.has(at.id) && !seen.has(at.id)) {
      seen.add(at.id);
      chain.push(at);
      at = at.parentId === undefined ? undefined : known.get(at.parentId);
    }
    for (const each of chain.toReversed()) {
      const rooted = each.parentId === undefined || placed.has(each.parentId);
      ordered.push(rooted ? each : { ...each, parentId: undefined });
      placed.add(each.id);
    }
  }
  return ordered;
}
