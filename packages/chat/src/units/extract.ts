import { getMessage } from "../messages/path.ts";
import { textOf } from "../messages/stored-parts.ts";
import type { ChatStore } from "../store/open-store.ts";
import { keepText } from "./keep.ts";
import { unitId, type Unit, type UnitKind } from "./unit.ts";

/** A piece that the rules propose. */
export interface Candidate {
  kind: UnitKind;
  content: string;
  /** Start and end in the text, in UTF-16 units. */
  span: [number, number];
  /** 0 to 1: how often the rule is right. */
  confidence: number;
}

interface Rule {
  kind: UnitKind;
  confidence: number;
  /** Matches at the beginning of a sentence. */
  form: RegExp;
  /** Whose sentences it reads. */
  roles: readonly ("user" | "assistant")[];
}

const USER: Rule["roles"] = ["user"];
const BOTH: Rule["roles"] = ["user", "assistant"];

/** Sentence forms, the first that matches counts. English only: other languages are for a model or a person. */
const RULES: readonly Rule[] = [
  {
    kind: "decision",
    confidence: 0.8,
    form: /^(decision:|we (have )?decided\b|i (have |'ve )?decided\b|let'?s (go|stick) with\b|we('ll| will) (use|go with)\b|final decision\b)/i,
    roles: BOTH,
  },
  {
    kind: "preference",
    confidence: 0.8,
    form: /^(please )?(always|never)\b.{3,}/i,
    roles: USER,
  },
  {
    kind: "preference",
    confidence: 0.85,
    form: /^i (really |strongly |usually |generally )?(prefer|like|love|dislike|hate|avoid|don'?t like|can'?t stand|want you to|would rather|'d rather)\s+\S/i,
    roles: USER,
  },
  {
    kind: "project",
    confidence: 0.75,
    form: /^(my|our) (current )?(project|app|application|company|startup|product|team|thesis|book|game|website|codebase|repo(sitory)?)\b.{0,60}?\b(is|are|uses?|runs?|has|needs?|called|named)\b/i,
    roles: USER,
  },
  {
    kind: "project",
    confidence: 0.75,
    form: /^(i'?m|i am|we'?re|we are) (currently )?(building|working on|writing|developing|creating|migrating|designing)\b/i,
    roles: USER,
  },
  {
    kind: "person",
    confidence: 0.85,
    form: /^(my name is|call me|i'?m an?\b|i am an?\b|i work (as|at|for|in)\b|i live in\b|i'?m based in\b)/i,
    roles: USER,
  },
  {
    kind: "person",
    confidence: 0.6,
    form: /^my (wife|husband|partner|son|daughter|mother|father|mom|dad|sister|brother|boss|manager|colleague|co-?founder|friend|client)\b.{0,40}?\b(is|has|likes|works|lives|wants|needs)\b/i,
    roles: USER,
  },
  {
    kind: "fact",
    confidence: 0.7,
    form: /^(i|we) (use|run|have|own|speak|know|deploy( to| on)?)\b.{3,}/i,
    roles: USER,
  },
  {
    kind: "fact",
    confidence: 0.75,
    form: /^(remember|note|fyi|keep in mind|for the record)\b[\s,:]*(that )?.{5,}/i,
    roles: USER,
  },
  {
    kind: "idea",
    confidence: 0.6,
    form: /^(idea:|what if we\b|maybe we (could|should)\b|one idea\b)/i,
    roles: USER,
  },
];

/** Fenced code below this length is an inline remark. In characters. */
const MIN_CODE = 20;
const MAX_SENTENCE = 400;
const FENCE = /^(```|~~~)[^\n]*\n([\s\S]*?)^\1[ \t]*$/gm;

/** Finds preferences, facts, people, projects, decisions, ideas and code in a text, by fixed rules: the same text gives the same pieces. */
export function extractCandidates(text: string, role: "user" | "assistant"): Candidate[] {
  const found: Candidate[] = [];
  let prose = text;
  for (const match of text.matchAll(FENCE)) {
    const whole = match[0];
    const start = match.index;
    if ((match[2]?.trim().length ?? 0) >= MIN_CODE) {
      found.push({
        kind: "code",
        content: whole,
        span: [start, start + whole.length],
        confidence: 0.9,
      });
    }
    // Same length, so that places in the prose stay true.
    prose =
      prose.slice(0, start) + whole.replace(/[^\n]/g, " ") + prose.slice(start + whole.length);
  }
  for (const { sentence, start } of sentencesOf(prose)) {
    if (sentence.length > MAX_SENTENCE || sentence.endsWith("?")) continue;
    const rule = RULES.find((each) => each.roles.includes(role) && each.form.test(sentence));
    if (rule === undefined) continue;
    found.push({
      kind: rule.kind,
      content: sentence,
      span: [start, start + sentence.length],
      confidence: rule.confidence,
    });
  }
  return found.toSorted((a, b) => a.span[0] - b.span[0]);
}

/**
 * Proposes units from a message by fixed rules. They wait for a review, unless `accept` is given; what was rejected
 * once is not proposed again.
 *
 * @returns the units that are new
 * @throws StoreError.
 */
export function extractUnits(
  store: ChatStore,
  messageId: string,
  options: { accept?: boolean } = {},
): Unit[] {
  const { message } = getMessage(store, messageId);
  const { role } = message;
  if (role !== "user" && role !== "assistant") return [];
  return store.connection.transaction(() =>
    extractCandidates(textOf(message), role)
      .filter(({ content }) => !isKnown(store, content, messageId))
      .map((each) =>
        keepText(store, each.content, {
          ...each,
          messageId,
          origin: "extracted",
          state: options.accept === true ? "accepted" : "pending",
        }),
      ),
  );
}

/** Whether a piece is in the store already, in whatever state: from this message, or the same words from another. */
export function isKnown(store: ChatStore, content: string, messageId: string | undefined): boolean {
  return (
    store.connection.get(
      "SELECT 1 FROM acus WHERE id = ? OR lower(content) = lower(?)",
      unitId(content, messageId),
      content.trim(),
    ) !== undefined
  );
}

function* sentencesOf(text: string): Generator<{ sentence: string; start: number }> {
  const form = /[^\s][^\n]*?(?:[.!?。！？]+(?=\s|$)|(?=\n)|$)/g;
  for (const match of text.matchAll(form)) {
    const bullet = /^(?:[-*+•>]+|\d+[.)])\s+/.exec(match[0])?.[0].length ?? 0;
    const sentence = match[0].slice(bullet).trimEnd();
    if (sentence.length >= 8) yield { sentence, start: match.index + bullet };
  }
}
