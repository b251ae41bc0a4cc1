import { AbortedError, type Message, type UserMessage } from "@byok/core";
import { questionFrom } from "../ask-question.ts";
import { chooseModel } from "../choose-model.ts";
import { explainError } from "../errors/explain-error.ts";
import { openModel } from "../open-model.ts";
import type { CommandContext, CommandInput } from "../options/command.ts";
import { amountOption } from "../options/amount.ts";
import { modelConfig, modelOptions } from "../options/model-options.ts";
import { budgetOfHome } from "../store/home-budget.ts";
import { watchLabels } from "../store/key-labels.ts";
import { noteCosts, saveComparison, tellUnsaved, toTurn } from "../store/save-asked.ts";
import { tellChoice } from "../tell-choice.ts";
import { startProgress } from "../terminal/progress.ts";
import { style } from "../terminal/style.ts";
import { COMPARE_EXAMPLE } from "./compare-example.ts";
import { askModels, type Contestant, type Outcome } from "./ask-models.ts";
import { renderOutcomes } from "./render-outcomes.ts";

/** Asks several models the same and shows their answers; gives the exit code. */
export async function runCompare(
  references: readonly string[],
  input: CommandInput,
  context: CommandContext,
): Promise<number> {
  const { io, screen, keys } = context;
  const limit = amountOption(input, "budget");
  const given = modelOptions(input, keys);
  const labels = given.keyStore === undefined ? undefined : watchLabels(given.keyStore);
  const options = labels === undefined ? given : { ...given, keyStore: labels.store };
  const config = modelConfig(input);
  const stop = new AbortController();
  const release = io.onInterrupt?.(() => {
    stop.abort(new AbortedError("You stopped the answers.", { hint: "" }));
    release?.();
  });
  io.outputLost?.addEventListener("abort", () => stop.abort(io.outputLost?.reason));
  const guard = budgetOfHome(context, { limit, keyLabel: (platform) => labels?.labelOf(platform) });
  const progress = startProgress(io, "choosing models");
  try {
    const question = await questionFrom(input, context, stop.signal, COMPARE_EXAMPLE);
    const contestants: Contestant[] = [];
    for (const reference of references) {
      const choice = await chooseModel({
        model: reference,
        url: input.text("url"),
        env: io.env,
        envFile: options.envFile ?? true,
        servers: io.localServers,
        keys,
        allowInsecureHttp: options.allowInsecureHttp,
        simulator: false,
        onWait: (label) => progress.update(label),
        signal: stop.signal,
      });
      tellChoice(choice, keys);
      contestants.push({
        platform: choice.platform,
        model: choice.model,
        async open() {
          const opened = await openModel(choice, { ...options, budget: guard.budget }, io.env);
          return { model: opened.create(config), close: opened.close };
        },
      });
    }
    const system = input.text("system");
    const outcomes = await askModels(contestants, withSystem(system, question), {
      signal: stop.signal,
      onProgress: (characters, done) =>
        progress.update(
          `${done} of ${contestants.length} done, ${characters.map(String).join(" + ")} characters`,
        ),
    });
    progress.stop();
    const saved = input.flag("save") ? save(context, question, system, outcomes) : undefined;
    if (!input.flag("save")) noteCosts(context, outcomes.map(toTurn));
    if (input.flag("json")) screen.json({ ...saved, answers: outcomes.map(toJson) });
    else screen.print(renderOutcomes(outcomes, screen.columns));
    if (saved !== undefined && !input.flag("json")) {
      screen.note(style.dim(`Saved: byok chat --resume ${saved.chatId.slice(-8)}\n`));
    }
    return exitOf(outcomes);
  } finally {
    progress.stop();
    release?.();
    guard.close();
  }
}

function save(
  context: CommandContext,
  question: UserMessage,
  system: string | undefined,
  outcomes: readonly Outcome[],
): { chatId: string } | undefined {
  try {
    return { chatId: saveComparison(context.io, question, system, outcomes) };
  } catch (error) {
    tellUnsaved(error, context);
    return undefined;
  }
}

function withSystem(system: string | undefined, question: UserMessage): Message[] {
  return system === undefined ? [question] : [{ role: "system", content: system }, question];
}

function exitOf(outcomes: readonly Outcome[]): number {
  const [first] = outcomes;
  if (first === undefined || outcomes.some(({ result }) => result !== undefined)) return 0;
  const { platform, model } = first;
  return explainError(first.error, { command: "compare", platform, model }).exit;
}

function toJson(outcome: Outcome): object {
  const { platform, model, text, usage, cost, latencyMs, firstTokenMs, result, error } = outcome;
  const explained =
    error === undefined ? undefined : explainError(error, { command: "compare", platform, model });
  return {
    platform,
    model,
    text,
    latencyMs: Math.round(latencyMs),
    ...(firstTokenMs === undefined ? {} : { firstTokenMs: Math.round(firstTokenMs) }),
    ...(result === undefined ? {} : { finishReason: result.finishReason }),
    usage,
    cost,
    ...(explained === undefined
      ? {}
      : {
          error: {
            code: explained.code,
            message: explained.what,
            why: explained.why,
            next: explained.next,
            exitCode: explained.exit,
          },
        }),
  };
}
