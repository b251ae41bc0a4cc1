import { InvalidRequestError } from "../errors/errors.ts";
import type { Provider } from "./provider.ts";

const KINDS = { wires: isWire, authenticators: isAuthenticator, framings: isFraming };

/** @throws InvalidRequestError that names what the plugin lacks. */
export function checkProvider(provider: Provider): void {
  const given = provider as unknown as Record<string, unknown> | null | undefined;
  const id = typeof given?.["id"] === "string" ? given["id"] : undefined;
  if (typeof given !== "object" || given === null || id === undefined || id === "") {
    throw new InvalidRequestError("This is not a plugin: it has no id.", {
      hint: "A plugin is { specVersion: 1, id, wires?, authenticators?, framings? }.",
    });
  }
  checkVersion(given, `The plugin ${id}`);
  for (const [kind, fits] of Object.entries(KINDS)) {
    const list = given[kind] ?? [];
    if (!Array.isArray(list)) throw lacks(id, `\`${kind}\` is no list`);
    for (const item of list as unknown[]) {
      const piece = (item ?? {}) as Record<string, unknown>;
      if (typeof piece["id"] !== "string" || !fits(piece)) {
        throw lacks(id, `\`${kind}\` has "${String(piece["id"])}", which lacks a part`);
      }
      if (kind !== "framings") checkVersion(piece, `The plugin ${id}: its ${piece["id"]}`);
    }
  }
}

type Piece = Record<string, unknown>;
const has = (piece: unknown, ...names: string[]): boolean =>
  typeof piece === "object" &&
  piece !== null &&
  names.every((name) => typeof (piece as Piece)[name] === "function");

const OPERATIONS = ["countTokens", "embed", "rerank", "models", "check"];

function isWire(piece: Piece): boolean {
  const extensions = (piece["extensions"] ?? {}) as Piece;
  return (
    has(piece["chat"], "encode", "decode", "decoder") &&
    has(piece, "classifyError") &&
    (piece["errorInAnswer"] === undefined || has(piece, "errorInAnswer")) &&
    OPERATIONS.every((name) => piece[name] === undefined || has(piece[name], "encode", "decode")) &&
    Object.entries(extensions).every(
      ([name, operation]) => /^[^.]+\../.test(name) && has(operation, "encode", "decode"),
    )
  );
}

function isAuthenticator(piece: Piece): boolean {
  const { fields, tokenOrigins = [] } = piece;
  return (
    has(piece, "sign") &&
    Array.isArray(fields) &&
    fields.every(
      (field: unknown) =>
        typeof field === "object" &&
        field !== null &&
        typeof (field as Piece)["name"] === "string" &&
        isTexts((field as Piece)["env"]),
    ) &&
    isTexts(tokenOrigins)
  );
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}

function isFraming(piece: Piece): boolean {
  return has(piece, "create");
}

function checkVersion(piece: Piece, what: string): void {
  if (piece["specVersion"] === 1) return;
  throw new InvalidRequestError(
    `${what} is made for version ${String(piece["specVersion"])} of the plugin interface; this byok has version 1.`,
    { hint: "Take the release of the plugin that fits, or update @byok/core." },
  );
}

function lacks(id: string, what: string): InvalidRequestError {
  return new InvalidRequestError(`The plugin ${id} is not complete: ${what}.`, {
    hint: "A wire has chat { encode, decode, decoder } and classifyError, each other operation encode and decode, an authenticator fields [{ name, env: [] }] and sign, a framing create.",
  });
}
