import type { LooseConfig, ModelOptions, TextPart } from "@byok/core";
import { readFiles } from "../ask-input.ts";
import { watchAttempts } from "../answer/watch-attempts.ts";
import { chooseModel } from "../choose-model.ts";
import { openModel } from "../open-model.ts";
import type { CommandContext } from "../options/command.ts";
import { watchLabels } from "../store/key-labels.ts";
import { startProgress, type Progress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { answerTurn, stopReason } from "./answer-turn.ts";
import { completeLine } from "./complete.ts";
import { converse } from "./converse.ts";
import type { Desk } from "./desk.ts";
import { renderModel, renderSimulatorNotice } from "./header.ts";
import { createLineReader } from "./line-reader.ts";
import { openResumed, tellNotSaved, type Resumed } from "./open-resumed.ts";
import { countCosts, showWhere } from "./resume.ts";
import { addQuestion, closeSession, limitChat } from "./session.ts";
import { budgetOf } from "./session-budget.ts";
import { settingsOf } from "./settings.ts";
import { createState } from "./state.ts";
import { isEmbedded, optionsFor, switchModel, withStoredKeys } from "./switch-model.ts";

/** What a chat begins with. */
export interface ChatStart {
  model: string | undefined;
  url: string | undefined;
  system: string | undefined;
  config: LooseConfig;
  options: ModelOptions;
  /** The chat to go on with. */
  resume: string | undefined;
  /** Leaves nothing behind. */
  temporary: boolean;
  recipe: string | undefined;
  /** Files that go with the first message. */
  files: readonly string[];
  /** The most that this chat may cost, in US dollars. */
  budget: string | undefined;
  /** For a screen reader. */
  plain: boolean;
}

/** Holds a conversation in a terminal until the user leaves. */
export async function runChat(start: ChatStart, context: CommandContext): Promise<number> {
  const attached = await readFiles(start.files);
  const resumed = openResumed(start, context);
  try {
    const desk = await openDesk(start, resumed, context);
    desk.state.attached.push(...attached);
    try {
      return await converse(desk);
    } finally {
      desk.reader.close();
      await desk.state.opened.close();
    }
  } finally {
    closeSession(resumed.session);
  }
}

/** Chooses the model, shows what the chat begins with, and begins to read. */
async function openDesk(
  start: ChatStart,
  { session, settings }: Resumed,
  context: CommandContext,
): Promise<Desk> {
  const { io, screen } = context;
  let progress: Progress | undefined;
  const keys =
    start.options.keyStore === undefined ? undefined : watchLabels(start.options.keyStore);
  const keyLabel = (): string | undefined => keys?.labelOf(state.opened.choice.platform);
  const options: ModelOptions = {
    ...start.options,
    ...(keys === undefined ? {} : { keyStore: keys.store }),
    trace: watchAttempts("the platform", () => progress),
    budget: budgetOf(session, { keyLabel, onTrouble: (error) => tellNotSaved(error, context) }),
  };
  const choose = async (model: string | undefined, url: string | undefined) => {
    const looking = startProgress(io, "looking for keys and local servers");
    progress = looking;
    try {
      return await chooseModel({
        model,
        url,
        env: io.env,
        envFile: options.envFile ?? true,
        servers: io.localServers,
        keys: context.keys,
        allowInsecureHttp: options.allowInsecureHttp,
        simulator: true,
        onWait: (label) => looking.update(label),
      });
    } finally {
      looking.stop();
    }
  };

  const wanted = start.model ?? (start.url === undefined ? settings.model : undefined);
  const first = await choose(wanted, start.url);
  const settled = await withStoredKeys(first, options, context.keys);
  const opened = await openModel(first, settled, io.env);
  const state = await closing(opened, () =>
    createState(opened, session, {
      config: { ...settings.config, ...start.config },
      system: start.system ?? settings.system,
      recipe: settings.recipe,
      keyLabel,
    }),
  );
  return await closing(opened, () => {
    if (start.budget !== undefined && session.chatId !== undefined) {
      limitChat(session.store, session.chatId, start.budget);
    }
    screen.print(`${style.bold("byok chat")}\n${renderModel(opened.choice, screen.columns)}`);
    if (isEmbedded(opened.choice)) screen.print(renderSimulatorNotice(screen.columns));
    if (session.memory === "temporary") {
      screen.print(
        style.dim("Temporary: nothing of this chat is kept. /save keeps it after all.\n"),
      );
    }
    screen.print(style.dim("/help lists commands. Ctrl-C stops an answer, Ctrl-D leaves.\n\n"));
    const reader = createLineReader(io, {
      plain: start.plain,
      complete: async (line) => await completeLine(line, state),
    });
    const desk: Desk = {
      state,
      context,
      reader,
      plain: start.plain,
      async send(text) {
        const content = state.attached.length === 0 ? text : [...state.attached, textPart(text)];
        addQuestion(session, { role: "user", content }, settingsOf(state));
        state.attached = [];
        await desk.answer();
      },
      async answer() {
        const { platform, model } = state.opened.choice;
        await desk.working(
          `waiting for ${sanitizeLine(`${platform}/${model}`)}`,
          async (signal, running) => await answerTurn(desk, { signal, progress: running }),
        );
      },
      async switchModel(reference) {
        await reader.during(
          () => {},
          async () => {
            await switchModel(state, await choose(reference, undefined), options, context);
          },
        );
      },
      async working(label, work) {
        const stop = new AbortController();
        const running = startProgress(io, label);
        progress = running;
        try {
          return await reader.during(
            () => stop.abort(stopReason()),
            async () => await work(stop.signal, running),
          );
        } finally {
          running.stop();
        }
      },
      async contestant(reference) {
        const choice = await choose(reference, undefined);
        return {
          platform: choice.platform,
          model: choice.model,
          async open() {
            const own = await optionsFor(choice, state.opened.choice, options, context.keys);
            const other = await openModel(choice, own, io.env);
            return { model: other.create(state.config), close: other.close };
          },
        };
      },
    };
    countCosts(desk);
    showWhere(desk);
    return desk;
  });
}

async function closing<T>(opened: { close(): Promise<void> }, work: () => T): Promise<T> {
  try {
    return work();
  } catch (error) {
    await opened.close();
    throw error;
  }
}

function textPart(text: string): TextPart {
  return { type: "text", text };
}
