import type { AssembledContext } from "@byok/chat";
import { estimateCost, type Cost, type Usage } from "@byok/core";
import { formatCost } from "../answer/format-cost.ts";
import { sanitize, sanitizeLine } from "../terminal/sanitize.ts";
import { style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";
import { truncate } from "../terminal/width.ts";

/** What a context costs before it is sent. */
export interface ContextPrice {
  /** `platform/model`. */
  model: string;
  /** Of the input alone. */
  input: Cost;
  /** With the longest answer that the model may give. */
  most: Cost;
}

/** Prices messages for a model; nothing is sent. @throws UnknownPlatformError. */
export async function priceOf(
  context: Pick<AssembledContext, "messages" | "tokens">,
  model: string,
  maxTokens: number | undefined,
): Promise<ContextPrice> {
  const usage: Usage = {
    input: { total: context.tokens, uncached: context.tokens },
    output: { total: 0, text: 0 },
    raw: null,
  };
  const request = {
    messages: context.messages,
    ...(maxTokens === undefined ? {} : { config: { maxTokens } }),
  };
  const [input, most] = await Promise.all([
    estimateCost(usage, model),
    estimateCost(request, model),
  ]);
  return { model, input: { ...input, basis: "estimated" }, most };
}

/** Shows what goes in, what was left out and why, the exact text, and what it costs. */
export function renderContext(
  context: AssembledContext,
  price: ContextPrice | undefined,
  columns: number,
): string {
  const rows = context.layers.map((layer) => [
    layer.name,
    layer.enabled ? String(layer.tokens) : "off",
    layer.enabled ? String(layer.allotted) : "",
    String(layer.included.length),
    String(layer.leftOut.length),
  ]);
  const lines = [
    `${style.bold(`Recipe ${sanitizeLine(context.recipe)}`)}: about ${context.tokens} of ${context.budgetTokens} tokens`,
    renderTable(
      [
        { title: "layer" },
        { title: "tokens", align: "right" },
        { title: "may take", align: "right" },
        { title: "in", align: "right" },
        { title: "left out", align: "right" },
      ],
      rows,
    ).trimEnd(),
  ];
  const missed = context.layers.flatMap((layer) =>
    layer.leftOut.map(
      (item) =>
        `  ${layer.name}: ${truncate(sanitizeLine(item.text), Math.max(20, columns - 40))} ${style.dim(`(${sanitizeLine(item.why)})`)}`,
    ),
  );
  if (missed.length > 0) lines.push("", style.bold("Left out"), ...missed);
  if (context.unknown.length > 0) {
    lines.push("", `Not counted: ${context.unknown.map(sanitizeLine).join(", ")}`);
  }
  lines.push("", style.bold("Sent, word for word"), renderSent(context.messages));
  if (price === undefined) {
    lines.push("", "Cost: name a model to see it, with -m platform/model.");
  } else {
    lines.push(
      "",
      `${style.bold("Cost")} on ${sanitizeLine(price.model)}: input ${formatCost(price.input)}; with the longest answer ${formatCost(price.most)}`,
    );
  }
  return `${lines.join("\n")}\n`;
}

/** Messages word for word, each under its role. */
function renderSent(messages: AssembledContext["messages"]): string {
  return messages
    .map((message) => {
      const text =
        typeof message.content === "string"
          ? message.content
          : message.content
              .map((part) => (part.type === "text" ? part.text : `[${part.type}]`))
              .join("\n");
      return `${style.dim(`[${message.role}]`)}\n${sanitize(text).trimEnd()}`;
    })
    .join("\n");
}
