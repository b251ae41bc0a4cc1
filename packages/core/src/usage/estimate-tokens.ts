import type { Message } from "../messages/message.ts";

/** Average length of a token in English text and code, in characters. */
const CHARACTERS_PER_TOKEN = 4;
/** Roles and separators that a message costs beside its text. */
const TOKENS_PER_MESSAGE = 4;

/** Scripts in which a character is about one token: Han, kana, Hangul. */
const WIDE = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]/g;

/** A rough number of tokens; never exact, and labelled so wherever it is shown. */
export interface TokenEstimate {
  tokens: number;
  exact: false;
  /** What could not be estimated, such as `image in messages[0]`; it may cost more. */
  unknown: string[];
}

/** Estimates the tokens of a text, within about a third for most tokenizers. Not a bound: see {@link tokensAtMost}. */
export function estimateTokens(text: string): number {
  const wide = text.match(WIDE)?.length ?? 0;
  return Math.ceil(wide + (text.length - wide) / CHARACTERS_PER_TOKEN);
}

/** The most tokens that a text can be: its UTF-8 bytes, as no tokenizer makes more than one token of a byte. */
export function tokensAtMost(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** Estimates the input tokens of a conversation. Files other than text are named in `unknown`, not guessed. */
export function estimateMessages(
  messages: readonly Message[],
  tokensOf: (text: string) => number = estimateTokens,
): TokenEstimate {
  const estimate: TokenEstimate = { tokens: 0, exact: false, unknown: [] };
  messages.forEach((message, index) => {
    estimate.tokens += TOKENS_PER_MESSAGE;
    if (typeof message.content === "string") {
      estimate.tokens += tokensOf(message.content);
      return;
    }
    for (const part of message.content) addPart(estimate, part, `messages[${index}]`, tokensOf);
  });
  return estimate;
}

type AnyPart = Exclude<Message["content"], string>[number];
type InnerPart = Extract<AnyPart, { type: "tool-result" }>["content"][number];

function addPart(
  estimate: TokenEstimate,
  part: AnyPart | InnerPart,
  where: string,
  tokensOf: (text: string) => number,
): void {
  switch (part.type) {
    case "text":
    case "reasoning":
      estimate.tokens += tokensOf(part.text);
      break;
    case "tool-call":
      estimate.tokens +=
        tokensOf(part.name) + tokensOf(part.rawInput ?? JSON.stringify(part.input));
      break;
    case "tool-result":
      for (const inner of part.content) addPart(estimate, inner, where, tokensOf);
      break;
    case "json":
      estimate.tokens += tokensOf(JSON.stringify(part.value));
      break;
    case "file":
      if ("text" in part.source) estimate.tokens += tokensOf(part.source.text);
      else estimate.unknown.push(`${part.mediaType} in ${where}`);
      break;
    case "custom":
      estimate.unknown.push(`${part.kind} in ${where}`);
      break;
    default:
      break;
  }
}
