import type {
  FinishEvent,
  JsonObject,
  Message,
  ModelOptions,
  Result,
  StreamEvent,
} from "@byok/core";
import { AbortedError, isByokError } from "@byok/core";
import { readFile } from "node:fs/promises";
import { formatCost, formatUsage } from "../answer/format-cost.ts";
import { columnsOf } from "../io.ts";
import { showAnswer } from "../answer/show-answer.ts";
import { showWarnings } from "../answer/show-warnings.ts";
import { watchAttempts } from "../answer/watch-attempts.ts";
import { questionText, readAll, readFiles } from "../ask-input.ts";
import { chooseModel } from "../choose-model.ts";
import { CliError } from "../errors/cli-error.ts";
import { exitCode } from "../errors/exit-codes.ts";
import { explainError } from "../errors/explain-error.ts";
import { renderError } from "../errors/render-error.ts";
import type { ModelChoice } from "../model-choice.ts";
import { openModel } from "../open-model.ts";
import type { Command, CommandContext, CommandInput } from "../options/command.ts";
import { envFileOf } from "../options/env-file-options.ts";
import { MODEL_FLAGS, modelConfig, modelOptions } from "../options/model-options.ts";
import { startProgress, type Progress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";

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

const SLOW_INPUT_MS = 3000;

async function runAsk(input: CommandInput, context: CommandContext): Promise<number> {
  const { io, screen } = context;
  const json = input.flag("json");
  const stop = new AbortController();
  const release = io.onInterrupt?.(() => {
    stop.abort(new AbortedError("You stopped the answer.", { hint: "" }));
    // A second Ctrl-C ends the process, whatever it waits for.
    release?.();
  });
  let choice: ModelChoice | undefined;
  let progress: Progress | undefined;
  let close: (() => Promise<void>) | undefined;
  try {
    const options = modelOptions(input, context.keys);
    const config = modelConfig(input);
    const message = await question(input, context, stop.signal);
    const output = await readSchema(input.text("schema"));
    progress = startProgress(io, "choosing a model");
    choice = await chooseModel({
      model: input.text("model"),
      url: input.text("url"),
      env: io.env,
      envFile: envFileOf(input),
      servers: io.localServers,
      keys: context.keys,
      simulator: false,
      signal: stop.signal,
    });
    const waitingFor = sanitizeLine(`${choice.platform}/${choice.model}`);
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
    const stream = opened.create(config).stream({
      messages,
      signal: stop.signal,
      ...(output === undefined ? {} : { output }),
    });
    const verbose = input.flag("verbose");
    const finish = json
      ? await lastEvent(stream as AsyncIterable<StreamEvent>)
      : await showAnswer(stream as AsyncIterable<StreamEvent>, {
          screen,
          progress,
          details: verbose && io.stdout.isTTY === true,
          raw: input.flag("raw") && io.stdout.isTTY !== true,
        });
    progress.stop();
    if (finish === undefined) throw new Error("the stream ended without a finish event");
    showWarnings(screen, finish.result.warnings);
    if (json) screen.json(toJson(finish.result, choice));
    else if (screen.notesOnTerminal || verbose) {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      screen.note(
        `${style.dim(`${waitingFor} · ${formatUsage(finish.usage)} · ${formatCost(finish.cost)} · ${seconds} s`)}\n`,
      );
    }
    return finished(finish, context);
  } catch (error) {
    progress?.stop();
    const explained = explainError(error, {
      command: "ask",
      ...(choice === undefined ? {} : { platform: choice.platform, model: choice.model }),
    });
    const partial = isByokError(error) ? error.partial : undefined;
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
            : { partial: { usage: partial.usage, cost: partial.cost } }),
        },
      });
    }
    screen.note(renderError(explained, columnsOf(io.stderr)));
    if (partial !== undefined)
      screen.note(
        `${style.dim(`So far: ${formatUsage(partial.usage)} · ${formatCost(partial.cost)}`)}\n`,
      );
    return explained.exit;
  } finally {
    release?.();
    await close?.();
  }
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

async function question(
  input: CommandInput,
  context: CommandContext,
  signal: AbortSignal,
): Promise<Message> {
  const reads = context.io.stdin.isTTY !== true && !input.flag("no-stdin");
  const piped = reads ? await readPiped(context, signal) : undefined;
  const files = await readFiles(input.list("file"));
  const text = questionText(input.positionals, piped);
  return { role: "user", content: files.length === 0 ? text : [...files, { type: "text", text }] };
}

async function readPiped({ io, screen }: CommandContext, signal: AbortSignal): Promise<string> {
  const progress = startProgress(io, "reading standard input");
  // A pipe that nobody closes would look like a hang.
  const slow = setTimeout(() => {
    progress.stop();
    screen.note("Still reading standard input; --no-stdin leaves it out.\n");
  }, SLOW_INPUT_MS);
  try {
    return await readAll(io.stdin, signal);
  } finally {
    clearTimeout(slow);
    progress.stop();
  }
}

async function readSchema(path: string | undefined): Promise<{ schema: JsonObject } | undefined> {
  if (path === undefined) return undefined;
  const [part] = await readFiles([path]);
  if (part?.type !== "text")
    throw new CliError(`${path} is not a JSON schema.`, { next: "byok help ask" });
  try {
    const schema: unknown = JSON.parse(await readFile(path, "utf8"));
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
