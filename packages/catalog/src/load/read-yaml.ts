import type { JsonValue } from "./json-value.ts";
import type { Document, Node, Scalar } from "yaml";
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from "yaml";
import { isObjectMember } from "../checks/object-member.ts";
import { hiddenCharacters } from "../checks/text.ts";
import { formatPath } from "../problem.ts";
import type { DataPath, Problem } from "../problem.ts";
import { tooDeepAt } from "./nesting.ts";

/** The largest file that is read, in bytes. */
export const MAX_FILE_BYTES = 1_048_576;

/** One read file: its data and a way from a path back to line and column. */
export interface YamlFile {
  file: string;
  /** Undefined when the text cannot be read as YAML. */
  value: JsonValue | undefined;
  problems: Problem[];
  /** The problem at a path; `at` points to the key or the value there. */
  problem(path: DataPath, message: string, at?: "key" | "value"): Problem;
}

/**
 * Reads one YAML text as plain JSON data. Everything that YAML has and JSON has not is refused: anchors,
 * aliases, tags, merge keys, directives, several documents, hexadecimal or exponent numbers, duplicate keys.
 *
 * @param file - The file's name, for problems.
 * @param text - The file's text.
 */
export function readYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const problems: Problem[] = [];
  const problemAt = (offset: number, path: DataPath, message: string): Problem => {
    const { line, col } = lines.linePos(offset);
    return {
      file,
      line: Math.max(1, line),
      column: Math.max(1, col),
      path: formatPath(path),
      message,
    };
  };
  const failed = (...found: Problem[]): YamlFile => {
    problems.push(...found);
    return {
      file,
      value: undefined,
      problems,
      problem: (path, message) => problemAt(0, path, message),
    };
  };

  if (Buffer.byteLength(text) > MAX_FILE_BYTES) {
    return failed({ file, line: 1, column: 1, path: "", message: "is larger than 1 MiB" });
  }
  countLines(text, lines);
  for (const fault of hiddenCharacters(text))
    problems.push(problemAt(fault.offset, [], fault.message));
  const deepAt = tooDeepAt(text);
  if (deepAt !== undefined) return failed(problemAt(deepAt, [], "nests too deep"));

  const document = parseDocument(text, {
    version: "1.2",
    schema: "core",
    merge: false,
    customTags: [],
    // The walk below finds duplicates in linear time.
    uniqueKeys: false,
    prettyErrors: false,
    // "silent" would let a second document pass.
    logLevel: "error",
  });
  const hasTab = text.includes("\t");
  for (const fault of document.errors) {
    if (hasTab && /\btabs?\b/i.test(fault.message)) continue;
    problems.push(problemAt(fault.pos[0], [], syntaxMessage(fault.code, fault.message)));
  }
  if (firstLine(text).startsWith("%")) {
    problems.push(problemAt(Math.max(0, text.search(/^%/m)), [], "directives (%) are not allowed"));
  }
  if (document.errors.length > 0) return failed();
  if (
    document.contents === null ||
    (isScalar(document.contents) && document.contents.value === null)
  ) {
    return failed(problemAt(0, [], "is empty"));
  }

  const walk = createWalk(text, (offset, path, message) =>
    problems.push(problemAt(offset, path, message)),
  );
  const value = walk(document.contents, []);
  return {
    file,
    value,
    problems,
    problem: (path, message, at = "value") =>
      problemAt(offsetOf(document, path, at), path, message),
  };
}

type Report = (offset: number, path: DataPath, message: string) => void;

/** Turns nodes into plain data, and reports what is not plain. */
function createWalk(
  text: string,
  report: Report,
): (node: Node | null, path: DataPath) => JsonValue | undefined {
  const walk = (node: Node | null, path: DataPath): JsonValue | undefined => {
    if (node === null) return null;
    const offset = node.range?.[0] ?? 0;
    if (isAlias(node)) {
      report(offset, path, `aliases (*${node.source}) are not allowed: write the value out`);
      return undefined;
    }
    if ("anchor" in node && node.anchor !== undefined)
      report(offset, path, `anchors (&${node.anchor}) are not allowed`);
    if (node.tag !== undefined) {
      report(offset, path, `tags (${shortTag(node.tag)}) are not allowed`);
      return undefined;
    }
    if (isScalar(node)) {
      reportEscaped(node, text, path, report);
      return scalarValue(node, path, report);
    }
    if (isSeq(node)) {
      return node.items.map((item, index) => walk(item as Node | null, [...path, index]) ?? null);
    }
    if (!isMap(node)) return undefined;
    const result: { [key: string]: JsonValue } = {};
    const seen = new Set<string>();
    for (const pair of node.items) {
      const key = keyText(pair.key, text, path, report);
      if (key === undefined) continue;
      const keyOffset = (pair.key as Node | null)?.range?.[0] ?? offset;
      if (seen.has(key)) {
        report(keyOffset, [...path, key], "is written twice");
        continue;
      }
      seen.add(key);
      if (isObjectMember(key)) {
        report(keyOffset, [...path, key], "is not allowed as a key");
        continue;
      }
      const item = walk(pair.value as Node | null, [...path, key]);
      if (item !== undefined) result[key] = item;
    }
    return result;
  };
  return walk;
}

function scalarValue(node: Scalar, path: DataPath, report: Report): JsonValue | undefined {
  const offset = node.range?.[0] ?? 0;
  const { value, source } = node;
  if (typeof value === "string") {
    if (value.length > MAX_STRING) report(offset, path, `is longer than ${MAX_STRING} characters`);
    return value;
  }
  if (typeof value === "number") {
    if (source === undefined || !/^-?(0|[1-9]\d*)(\.\d+)?$/.test(source)) {
      report(
        offset,
        path,
        `write ${source ?? value} as a plain decimal number, or in quotes if it is a text`,
      );
      return undefined;
    }
    if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
      report(offset, path, "is too large a number");
      return undefined;
    }
    return value;
  }
  return value === null || typeof value === "boolean" ? value : undefined;
}

/** The text scan has seen what stands there literally; escapes come out only here. */
function reportEscaped(node: Scalar, text: string, path: DataPath, report: Report): void {
  if (node.type !== "QUOTE_DOUBLE" || typeof node.value !== "string" || !node.range) return;
  const [start, end] = node.range;
  if (!text.slice(start, end).includes("\\")) return;
  const fault = hiddenCharacters(node.value)[0];
  if (fault !== undefined) report(start, path, `${fault.message}, written as an escape`);
}

function keyText(key: unknown, source: string, path: DataPath, report: Report): string | undefined {
  const node = key as Node | null;
  const offset = node?.range?.[0] ?? 0;
  if (!isScalar(node) || node.tag !== undefined || node.anchor !== undefined) {
    report(offset, path, "has a key that is not a plain text");
    return undefined;
  }
  const text = typeof node.value === "string" ? node.value : (node.source ?? "");
  if (text === "") {
    report(offset, path, "has an empty key");
    return undefined;
  }
  if (text === "<<") {
    report(offset, path, "merge keys (<<) are not allowed");
    return undefined;
  }
  if (text.length > MAX_KEY) {
    report(offset, path, `has a key longer than ${MAX_KEY} characters`);
    return undefined;
  }
  reportEscaped(node, source, path, report);
  return text;
}

/** The offset of what stands at a path; for a path that leads nowhere, of the nearest thing above it. */
function offsetOf(document: Document.Parsed, path: DataPath, at: "key" | "value"): number {
  let node: Node | null = document.contents;
  let offset = node?.range?.[0] ?? 0;
  for (const [depth, step] of path.entries()) {
    const last = depth === path.length - 1;
    if (isMap(node)) {
      const pair = node.items.find(
        (item) => isScalar(item.key) && String(item.key.source ?? item.key.value) === String(step),
      );
      if (pair === undefined) return offset;
      const key = pair.key as Node;
      node = pair.value as Node | null;
      const valueOffset = node?.range?.[0] ?? key.range?.[0] ?? offset;
      offset = last && at === "key" ? (key.range?.[0] ?? offset) : valueOffset;
    } else if (isSeq(node)) {
      node = (node.items[Number(step)] as Node | undefined) ?? null;
      if (node === null) return offset;
      offset = node.range?.[0] ?? offset;
    } else return offset;
  }
  return offset;
}

function countLines(text: string, lines: LineCounter): void {
  lines.addNewLine(0);
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1))
    lines.addNewLine(at + 1);
}

function firstLine(text: string): string {
  return text.split("\n").find((line) => line.trim() !== "" && !line.startsWith("#")) ?? "";
}

function syntaxMessage(code: string, message: string): string {
  if (code === "MULTIPLE_DOCS") return "has more than one document (---)";
  return `is not YAML: ${message.replaceAll(/\s+/g, " ").slice(0, 200)}`;
}

function shortTag(tag: string): string {
  return tag.replace(/^tag:yaml\.org,2002:/, "!!").slice(0, 60);
}

const MAX_STRING = 4000;
const MAX_KEY = 200;
