import {
  ChatAgent,
  defineTool,
  estimateCost,
  type AgentResponse,
  type StreamEvent,
} from "@byok/core";
import { formatCost, formatUsage } from "../answer/format-cost.ts";
import { createCostTotal } from "../answer/cost-total.ts";
import { showAnswer } from "../answer/show-answer.ts";
import { showWarnings } from "../answer/show-warnings.ts";
import { EMBEDDED } from "../model-order.ts";
import { openModel } from "../open-model.ts";
import type { CommandContext } from "../options/command.ts";
import { startProgress } from "../terminal/progress.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import type { Screen } from "../terminal/screen.ts";
import { style } from "../terminal/style.ts";
import { wrap } from "../terminal/width.ts";
import { renderModel, renderSimulatorNotice } from "./header.ts";

const QUESTIONS = [
  "Hello! Who are you, in one sentence?",
  "What is the weather in Paris? Use the tool.",
];
/** A model whose price shows what the same tokens cost elsewhere. */
const COMPARED = "openai/gpt-4o-mini";

/** A tool that needs no network. */
const weather = defineTool({
  name: "get_weather",
  description: "Tells the weather of a city.",
  inputSchema: {
    type: "object",
    properties: { city: { type: "string", description: "Name of the city, such as Paris." } },
    required: ["city"],
  },
  execute: (input: unknown) => ({
    city: (input as { city?: unknown }).city ?? null,
    sky: "clear",
    celsius: 18,
  }),
});

/**
 * Holds one whole conversation with the embedded simulator over real HTTP on this machine, and prints it: for a run
 * without a terminal, where nothing may be spent.
 */
export async function demonstrate(
  context: CommandContext,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const { io } = context;
  const screen = json ? silent(context.screen) : context.screen;
  const choice = {
    platform: EMBEDDED,
    model: "sim-1",
    by: "simulator" as const,
    why: "There is no terminal, and without one byok chat never spends anything: it shows a demonstration.",
    skipped: [],
  };
  const opened = await openModel(choice, { envFile: false }, {});
  try {
    const model = opened.create({});
    screen.print(
      `${style.bold("byok chat")} (demonstration)\n${renderModel(choice, screen.columns)}`,
    );
    screen.print(renderSimulatorNotice(screen.columns));
    screen.print(`The conversation below goes over HTTP to ${sanitizeLine(model.url)}.\n`);
    const plain = new ChatAgent({ model, systemMessage: "You are a helpful assistant." });
    const tooled = new ChatAgent({
      model,
      systemMessage: "You are a helpful assistant.",
      tools: [weather],
    });
    const total = createCostTotal();
    const answers: AgentResponse[] = [];
    const turns: object[] = [];
    for (const [index, question] of QUESTIONS.entries()) {
      const agent = index === QUESTIONS.length - 1 ? tooled : plain;
      screen.print(`\n${style.bold("> ")}${question}\n`);
      const progress = startProgress(io, "waiting for the simulator");
      const stream = agent.stream(question);
      const finish = await showAnswer(stream as AsyncIterable<StreamEvent>, {
        screen,
        progress,
        details: true,
      });
      if (finish === undefined) throw new Error("the simulator's answer has no end");
      total.add(finish.usage, finish.cost);
      answers.push(await stream.response());
      showWarnings(screen, finish.result.warnings);
      const { msg, info } = answers.at(-1) ?? {};
      const { usage, cost, toolCalls } = info ?? {};
      turns.push({ question, text: msg?.content, toolCalls, usage, cost });
      screen.print(
        `${style.dim(`usage: ${formatUsage(finish.usage)} · cost: ${formatCost(finish.cost)}`)}\n`,
      );
    }
    screen.print(`\nIn total: ${total.format()}.\n`);
    if (json) {
      const { platform, model: id, why } = choice;
      context.screen.json({ demonstration: true, platform, model: id, why, turns });
    }
    const usage = answers.at(-1)?.info.usage;
    if (usage !== undefined) {
      const elsewhere = await estimateCost(usage, COMPARED);
      screen.print(
        `The tokens of the last answer would cost ${formatCost(elsewhere)} on ${COMPARED}.\n`,
      );
    }
    const next = `In a terminal: byok chat. One question from a script: byok ask "…" (see byok help ask).`;
    screen.print(`${wrap(next, screen.columns).join("\n")}\n`);
    return 0;
  } finally {
    await opened.close();
  }
}

/** A screen on which nothing is shown. */
function silent(screen: Screen): Screen {
  const writer = { write: async () => {}, atLineStart: () => true };
  return { ...screen, print: () => {}, foreign: () => writer };
}
