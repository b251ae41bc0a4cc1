import type { UnitKind } from "@byok/chat";
import { CliError } from "../errors/cli-error.ts";
import { nearNames } from "./near-names.ts";

/** Kinds of context units; they are written here so that a help text need not load the store. */
export const KINDS: readonly UnitKind[] = [
  "fact",
  "preference",
  "project",
  "person",
  "code",
  "idea",
  "decision",
  "question",
  "answer",
  "note",
];

/** Reads a kind. @throws CliError for another word. */
export function parseKind(text: string): UnitKind {
  const kind = KINDS.find((each) => each === text);
  if (kind !== undefined) return kind;
  const [near] = nearNames(text, KINDS);
  throw new CliError(`There is no kind "${text}".`, {
    why: `Kinds are ${KINDS.join(", ")}.`,
    next: `--kind ${near ?? "note"}`,
  });
}
