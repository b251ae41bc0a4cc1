/** One wire's stream as the bench server sends it. */
export interface SampleStream {
  /** Path of the request on the server. */
  readonly path: string;
  /** The event before the text, the text events, and what ends the answer. */
  readonly opening: string;
  readonly texts: readonly string[];
  readonly closing: string;
}

/** Wires of the table, by the platform that speaks them. */
export type SampleName = "openai" | "anthropic";

/** Text events of a whole stream. */
export const STREAM_EVENTS = 20_000;

// Mostly plain words; a few with escapes or beyond ASCII, so that no client wins by a lucky text.
const WORDS = [
  " the",
  " of",
  " answer",
  " model",
  ",",
  " is",
  " a",
  " stream",
  " and",
  " token",
  ".",
  " which",
  " an",
  " every",
  " key",
  " own",
  " by",
  " reader",
  " for",
  " price",
  ":",
  " in",
  " to",
  "ing",
];
const RARE = ["\n\n", ' "', " –", " café", "`\\"];
const RARE_EVERY = 25;

function textAt(index: number): string {
  if (index % RARE_EVERY === 0) return RARE[(index / RARE_EVERY) % RARE.length]!;
  return WORDS[(index * 7) % WORDS.length]!;
}

const openaiHead = {
  id: "chatcmpl-CeQ1xTn5vXq0B3mS8dKfR2wLhJ7aU",
  object: "chat.completion.chunk",
  created: 1_763_742_000,
  model: "gpt-4o-mini-2024-07-18",
  service_tier: "default",
  system_fingerprint: "fp_560af6e559",
};

function openaiEvent(delta: object, finish: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finish }];
  return `data: ${JSON.stringify({ ...openaiHead, choices, usage: null })}\n\n`;
}

function anthropicEvent(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/** The stream of a wire: about 290 bytes an event on OpenAI's, 120 on Anthropic's. */
export function sampleStream(name: SampleName, events: number = STREAM_EVENTS): SampleStream {
  const texts = Array.from({ length: events }, (_, index) => textAt(index));
  if (name === "openai") {
    const usage = { prompt_tokens: 12, completion_tokens: events, total_tokens: events + 12 };
    return {
      path: "/v1/chat/completions",
      opening: openaiEvent({ role: "assistant", content: "" }),
      texts: texts.map((content) => openaiEvent({ content })),
      closing: `${openaiEvent({}, "stop")}data: ${JSON.stringify({ ...openaiHead, choices: [], usage })}\n\ndata: [DONE]\n\n`,
    };
  }
  const message = {
    id: "msg_01XFDUDYJgAACzvnptvVoYEL",
    type: "message",
    role: "assistant",
    model: "claude-haiku-4-5-20251001",
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 12, output_tokens: 1 },
  };
  return {
    path: "/v1/messages",
    opening:
      anthropicEvent("message_start", { message }) +
      anthropicEvent("content_block_start", {
        index: 0,
        content_block: { type: "text", text: "" },
      }),
    texts: texts.map((text) =>
      anthropicEvent("content_block_delta", { index: 0, delta: { type: "text_delta", text } }),
    ),
    closing:
      anthropicEvent("content_block_stop", { index: 0 }) +
      anthropicEvent("message_delta", {
        delta: { stop_reason: "end_turn", stop_sequence: null },
        usage: { output_tokens: events },
      }) +
      anthropicEvent("message_stop", {}),
  };
}

/** The answer of OpenAI's wire without streaming. */
export const SMALL_ANSWER: string = JSON.stringify({
  ...openaiHead,
  object: "chat.completion",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello! How can I help you today?", refusal: null },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: { prompt_tokens: 12, completion_tokens: 9, total_tokens: 21 },
});
