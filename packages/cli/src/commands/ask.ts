import type {
  FinishEvent,
  JsonObject,
  Message,
  ModelOptions,
  Result,
  StreamEvent,
} from "@byok/core";
import { AbortedError, type UserMessage } from "@byok/core";
import { formatCost, formatUsage } from "../answer/format-cost.ts";
import { columnsOf } from "../io.ts";
import { showAnswer } from "../answer/show-answer.ts";
import { showWarnings } from "../answer/show-warnings.ts";
import { watchAttempts } from "../answer/watch-attempts.ts";
import { readTextFile } from "../ask-input.ts";
import { questionFrom } from "../ask-question.ts";
import { timed } from "../chat/plain-events.ts";
import { chooseModel } from "../choose-model.ts";
import { CliError } from "../errors/cli-error.ts";
import { exitCode } from "../errors/exit-codes.ts";
import { explainError } from "../errors/explain-error.ts";
import { partialOf } from "../errors/partial-of.ts";
import { renderError } from "../errors/render-error.ts";
import type { ModelChoice } from "../model-choice.ts";
import { openModel } from "../open-model.ts";
import { amountOption } from "../options/amount.ts";
import type { Command, CommandContext, CommandInput } from "../options/command.ts";
import { envFileOf } from "../options/env-file-options.ts";
import { MODEL_FLAGS, modelConfig, modelOptions } from "../options/model-options.ts";
import { askBudget } from "../store/ask-budget.ts";
import type { HomeBudget } from "../store/home-budget.ts";
import { watchLabels } from "../store/key-labels.ts";
import { mayHaveCost } from "../store/may-have-cost.ts";
import type { AskedTurn } from "../store/save-asked.ts";
import { tellChoice } from "../tell-choice.ts";
import { startProgress, type Progress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { isReaderGone } from "../terminal/watch-output.ts";

/** `byok ask`: one question, one answer. */
export const ask: Command = {
  spec: {
    name: "ask",
    summary: "Ask one question; text in, text out.",
    usage: ['byok ask [flags] "question"', "… | byok ask [flags] [question]"],
    examples: [
      [
        'byok ask "Why is the sky blue?"',
        "the model is chosen by a written rule: byok help default-model",
      ],
      ['byok ask -m openai/gpt-4o-mini "Name three rivers"', "a model by name"],
      ['git diff | byok ask "Write a commit message"', "piped input is added to the question"],
      [
        'byok ask --file photo.jpg --file notes.md "What do they share?"',
        "images, PDF and text files",
      ],
      ['byok ask --json "Hello" | jq .cost', "one JSON object with text, usage and cost"],
      ['byok ask --schema person.json "Ada Lovelace, born 1815"', "an answer after a JSON schema"],
      [
        'byok ask --save "Why is the sky blue?"',
        "kept as a chat: byok chat --resume goes on with it",
      ],
      ['byok ask -m simulator "Hello"', "without a key, from the embedded simulator"],
    ],
    options: {
      ...MODEL_FLAGS,
      file: {
        type: "string",
        short: "f",
        value: "<path>",
        multiple: true,
        help: "A file that goes with the question; may be repeated.",
      },
      schema: {
        type: "string",
        value: "<file>",
        help: "A JSON schema that the answer must match.",
      },
      save: { type: "boolean", help: "Keep question and answer as a chat: byok history." },
      budget: {
        type: "string",
        value: "<dollars>",
        help: "The most that this may cost, such as 0.05; else it is not sent.",
      },
      "no-stdin": { type: "boolean", help: "Do not read standard input." },
      json: { type: "boolean", help: "Print one JSON object instead of text; errors too." },
      raw: {
        type: "boolean",
        help: "Let control characters of the answer through; only where the output is no terminal.",
      },
      verbose: { type: "boolean", short: "v", help: "Show model, reasoning, tokens and cost." },
    },
    notes: ["The exit code tells the kind of error: byok help exit-codes."],
  },
  run: runAsk,
};

async function runAsk(input: CommandInput, context: CommandContext): Promise<number> {
  const { io, screen } = context;
  const json = input.flag("json");
  const stop = new AbortController();
  const release = io.onInterrupt?.(() => {
    stop.abort(new AbortedError("You stopped the answer.", { hint: "" }));
    // A second Ctrl-C ends the process, whatever it waits for.
    release?.();
  });
  io.outputLost?.addEventListener("abort", () => stop.abort(io.outputLost?.reason));
  let choice: ModelChoice | undefined;
  let progress: Progress | undefined;
  let close: (() => Promise<void>) | undefined;
  let guard: HomeBudget | undefined;
  let message: UserMessage | undefined;
  let turn: (() => AskedTurn) | undefined;
  try {
    const limit = amountOption(input, "budget");
    const given = modelOptions(input, context.keys);
    const labels = given.keyStore === undefined ? undefined : watchLabels(given.keyStore);
    const config = modelConfig(input);
    message = await questionFrom(input, context, stop.signal);
    const output = await readSchema(input.text("schema"));
    progress = startProgress(io, "choosing a model");
    choice = await chooseModel({
      model: input.text("model"),
      url: input.text("url"),
      env: io.env,
      envFile: envFileOf(input),
      servers: io.localServers,
      keys: context.keys,
      allowInsecureHttp: given.allowInsecureHttp,
      simulator: false,
      onWait: (label) => progress?.update(label),
      signal: stop.signal,
    });
    tellChoice(choice, context.keys);
    const { platform, model } = choice;
    const keyLabel = (): string | undefined => labels?.labelOf(platform);
    guard = await askBudget(context, { limit, keyLabel });
    const options = {
      ...given,
      ...(labels === undefined ? {} : { keyStore: labels.store }),
      ...(guard === undefined ? {} : { budget: guard.budget }),
    };
    const waitingFor = sanitizeLine(`${platform}/${model}`);
    progress.update(`waiting for ${waitingFor}`);
    const opened = await openModel(
      choice,
      withTrace(
        options,
        watchAttempts(waitingFor, () => progress),
      ),
      io.env,
    );
    close = opened.close;
    const system = input.text("system");
    const messages: Message[] = [
      ...(system === undefined ? [] : [{ role: "system" as const, content: system }]),
      message,
    ];
    const started = performance.now();
    const startedAt = Date.now();
    let firstTokenMs: number | undefined;
    turn = () => ({
      platform,
      model,
      parameters: config,
      startedAt,
      latencyMs: performance.now() - started,
      ...(firstTokenMs === undefined ? {} : { firstTokenMs }),
      ...labelled(keyLabel()),
    });
    const stream = opened.create(config).stream({
      messages,
      signal: stop.signal,
      ...(output === undefined ? {} : { output }),
    });
    const events = timed(stream as AsyncIterable<StreamEvent>, started, (ms) => {
      firstTokenMs = ms;
    });
    const verbose = input.flag("verbose");
    const finish = json
      ? await lastEvent(events)
      : await showAnswer(events, {
          screen,
          progress,
          details: verbose && io.stdout.isTTY === true,
          raw: input.flag("raw") && io.stdout.isTTY !== true,
        });
    progress.stop();
    if (finish === undefined) throw new Error("the stream ended without a finish event");
    showWarnings(screen, finish.result.warnings);
    const saved = await save({ ...turn(), result: finish.result });
    if (json) screen.json({ ...toJson(finish.result, choice), ...saved.report });
    else if (screen.notesOnTerminal || verbose) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      screen.note(
        `${style.dim(`${waitingFor} · ${formatUsage(finish.usage)} · ${formatCost(finish.cost)} · ${seconds} s`)}\n`,
      );
    }
    const exit = finished(finish, context);
    return exit === 0 ? saved.exit : exit;
  } catch (error) {
    progress?.stop();
    const saved = turn === undefined ? undefined : await save({ ...turn(), error });
    const explained = explainError(error, {
      command: "ask",
      ...(choice === undefined ? {} : { platform: choice.platform, model: choice.model }),
    });
    const partial = partialOf(error);
    if (json) {
      const { what, why, next, code, exit } = explained;
      screen.json({
        error: {
          code,
          message: what,
          why,
          next,
          exitCode: exit,
          ...(partial === undefined
            ? {}
            : {
                partial: {
                  text: textOf(partial.message),
                  usage: partial.usage,
                  cost: partial.cost,
                },
              }),
        },
        ...saved?.report,
      });
    }
    if (io.outputLost?.aborted !== true) screen.note(renderError(explained, columnsOf(io.stderr)));
    const isQuiet =
      isReaderGone(io.outputLost) && !screen.notesOnTerminal && !input.flag("verbose");
    if (partial !== undefined && !isQuiet)
      screen.note(
        `${style.dim(`So far: ${formatUsage(partial.usage)} · ${formatCost(partial.cost)}`)}\n`,
      );
    return explained.exit;
  } finally {
    release?.();
    guard?.close();
    await close?.();
  }

  async function save(asked: AskedTurn): Promise<{ report: object; exit: number }> {
    const kept = input.flag("save") ? message : undefined;
    if (kept === undefined && !mayHaveCost(asked)) return { report: {}, exit: 0 };
    const { noteCosts, saveAsked, tellUnsaved } = await import("../store/save-asked.ts");
    if (kept === undefined) {
      noteCosts(context, [asked]);
      return { report: {}, exit: 0 };
    }
    const system = input.text("system");
    const settings = {
      model: `${asked.platform}/${asked.model}`,
      ...(system === undefined ? {} : { system }),
    };
    try {
      const chatId = saveAsked(io, kept, settings, [asked]);
      if (screen.notesOnTerminal && !json) {
        screen.note(style.dim(`Saved: byok chat --resume ${chatId.slice(-8)}\n`));
      }
      return { report: { chatId }, exit: 0 };
    } catch (error) {
      return { report: { saved: false }, exit: tellUnsaved(error, context) };
    }
  }
}

function labelled(keyLabel: string | undefined): { keyLabel?: string } {
  return keyLabel === undefined ? {} : { keyLabel };
}

/** Tells in words, and by the exit code, when an answer ended early. */
function finished(finish: FinishEvent, { screen }: CommandContext): number {
  if (finish.reason === "length") {
    screen.note(
      `${style.yellow("warning")} The answer was cut off at the limit of tokens. Next: byok ask --max-tokens 4000 …\n`,
    );
  }
  if (finish.reason !== "content-filter") return exitCode("ok");
  screen.note(
    renderError({
      what: "The platform's content filter stopped the answer.",
      why: undefined,
      next: "byok ask with other words",
      code: "content_filter",
      exit: exitCode("filter"),
    }),
  );
  return exitCode("filter");
}

async function readSchema(path: string | undefined): Promise<{ schema: JsonObject } | undefined> {
  if (path === undefined) return undefined;
  // Once: a pipe is empty the second time.
  const text = await readTextFile(path);
  try {
    const schema: unknown = JSON.parse(text);
    if (typeof schema !== "object" || schema === null || Array.isArray(schema))
      throw new Error("it is not an object");
    return { schema: schema as JsonObject };
  } catch (error) {
    throw new CliError(`${path} is not a JSON schema.`, {
      why: error instanceof Error ? error.message : String(error),
      next: `write {"type":"object","properties":{…}} into ${path}`,
    });
  }
}

function withTrace(options: ModelOptions, trace: NonNullable<ModelOptions["trace"]>): ModelOptions {
  return { ...options, trace };
}

async function lastEvent(events: AsyncIterable<StreamEvent>): Promise<FinishEvent | undefined> {
  let finish: FinishEvent | undefined;
  for await (const event of events) if (event.type === "finish") finish = event;
  return finish;
}

/** The text of a message, without the state that a platform wants back. */
function textOf({ content }: Message): string {
  if (typeof content === "string") return content;
  return content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function toJson(result: Result<unknown>, choice: ModelChoice): object {
  return {
    text: result.text,
    ...(result.reasoning === "" ? {} : { reasoning: result.reasoning }),
    ...(result.output === undefined ? {} : { output: result.output }),
    platform: choice.platform,
    model: choice.model,
    answeredBy: result.response.model,
    chosenBy: choice.by,
    finishReason: result.finishReason,
    usage: result.usage,
    cost: result.cost,
    warnings: result.warnings,
    ...(result.response.requestId === undefined ? {} : { requestId: result.response.requestId }),
  };
}
