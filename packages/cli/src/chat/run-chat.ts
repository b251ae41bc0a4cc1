import type { LooseConfig, ModelOptions } from "@byok/core";
import { watchAttempts } from "../answer/watch-attempts.ts";
import { columnsOf } from "../io.ts";
import { chooseModel } from "../choose-model.ts";
import { explainError } from "../errors/explain-error.ts";
import { renderError } from "../errors/render-error.ts";
import { EMBEDDED } from "../model-order.ts";
import { openModel, type OpenedModel } from "../open-model.ts";
import type { CommandContext } from "../options/command.ts";
import { startProgress, type Progress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { answerTurn, stopReason } from "./answer-turn.ts";
import { renderModel, renderSimulatorNotice } from "./header.ts";
import { createLineReader } from "./line-reader.ts";
import { runSlash, type SlashOutcome } from "./slash-commands.ts";
import { createState, type ChatState } from "./state.ts";

/** What a chat begins with. */
export interface ChatStart {
  model: string | undefined;
  url: string | undefined;
  system: string | undefined;
  config: LooseConfig;
  options: ModelOptions;
}

/** Holds a conversation in a terminal until the user leaves. */
export async function runChat(start: ChatStart, context: CommandContext): Promise<number> {
  const { io, screen } = context;
  let progress: Progress | undefined;
  const options: ModelOptions = {
    ...start.options,
    trace: watchAttempts("the platform", () => progress),
  };
  const choose = async (model: string | undefined, url: string | undefined) => {
    progress = startProgress(io, "looking for keys and local servers");
    try {
      const envFile = options.envFile ?? true;
      return await chooseModel({
        model,
        url,
        env: io.env,
        envFile,
        servers: io.localServers,
        keys: context.keys,
        simulator: true,
      });
    } finally {
      progress.stop();
    }
  };

  const first = await openModel(await choose(start.model, start.url), options, io.env);
  const state = await begin(first, start);
  screen.print(`${style.bold("byok chat")}\n${renderModel(first.choice, screen.columns)}`);
  if (isEmbedded(state)) screen.print(renderSimulatorNotice(screen.columns));
  screen.print(style.dim("/help lists commands. Ctrl-C stops an answer, Ctrl-D leaves.\n\n"));

  const reader = createLineReader(io);
  const prompt = screen.render(style.bold("> "));
  let interrupted = false;
  try {
    for (;;) {
      const entry = await reader.next(prompt);
      if (entry.kind === "end") {
        screen.print("\n");
        break;
      }
      if (entry.kind === "interrupt") {
        screen.print("\n");
        if (interrupted) break;
        interrupted = true;
        screen.print(style.dim("Press Ctrl-C again, or Ctrl-D, to leave.\n"));
        continue;
      }
      interrupted = false;
      const line = entry.text.trim();
      if (line === "") continue;
      const outcome = line.startsWith("/")
        ? await slash(line)
        : ({ kind: "send", text: line } as const);
      if (outcome === undefined) continue;
      if (outcome.kind === "exit") break;
      if (outcome.kind === "done") screen.print(outcome.text);
      if (outcome.kind === "send") await send(outcome.text);
    }
    if (state.total.answers() > 0)
      screen.print(`${style.dim(`This chat: ${sanitizeLine(state.total.format())}`)}\n`);
    return 0;
  } finally {
    reader.close();
    await state.opened.close();
  }

  async function send(text: string): Promise<void> {
    const stop = new AbortController();
    const { platform, model } = state.opened.choice;
    progress = startProgress(io, `waiting for ${sanitizeLine(`${platform}/${model}`)}`);
    const running = progress;
    await reader.during(
      () => stop.abort(stopReason()),
      async () =>
        await answerTurn(text, state, context, { signal: stop.signal, progress: running }),
    );
  }

  async function slash(line: string): Promise<SlashOutcome | undefined> {
    try {
      const outcome = runSlash(line, state, screen.columns);
      if (outcome.kind !== "switch") return outcome;
      return await reader.during(
        () => {},
        async () => await switchTo(outcome.reference),
      );
    } catch (error) {
      const { platform, model } = state.opened.choice;
      const explained = explainError(error, { command: "chat", platform, model });
      screen.note(renderError(explained, columnsOf(io.stderr)));
      return undefined;
    }
  }

  async function switchTo(reference: string): Promise<SlashOutcome> {
    const choice = await choose(reference, undefined);
    // An address, a region and a wire belong to the platform that they were given for.
    const { url: _u, region: _r, surface: _s, ...general } = options;
    const same = choice.platform === state.opened.choice.platform;
    const next = await openModel(choice, same ? options : general, io.env);
    let model;
    try {
      model = next.create(state.config);
    } catch (error) {
      await next.close();
      throw error;
    }
    await state.opened.close();
    state.opened = next;
    state.model = model;
    const notice = isEmbedded(state) ? renderSimulatorNotice(screen.columns) : "";
    return { kind: "done", text: renderModel(next.choice, screen.columns) + notice };
  }
}

async function begin(opened: OpenedModel, start: ChatStart): Promise<ChatState> {
  try {
    return createState(opened, start.config, start.system);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function isEmbedded(state: ChatState): boolean {
  const { choice } = state.opened;
  return choice.by === "simulator" || Object.is(choice.platform, EMBEDDED);
}
