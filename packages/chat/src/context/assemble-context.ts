import {
  ContextLengthError,
  estimateMessages,
  estimateTokens,
  type Message,
  type UserMessage,
} from "@byok/core";
import { getChat } from "../chats/chat.ts";
import { pathMessages } from "../messages/path.ts";
import { textOf } from "../messages/stored-parts.ts";
import { FIXED_LAYERS, LAYERS, type LayerName, type Recipe } from "../recipes/recipe.ts";
import type { ChatStore } from "../store/open-store.ts";
import { invalid } from "../store/store-error.ts";
import { allocate } from "./allocate.ts";
import { layerLimits } from "./layer-limits.ts";
import { collect, type Candidates, type Item, type LeftOut } from "./collect.ts";
import { renderMessages, renderSection } from "./render.ts";
import type { Embedder } from "./score-units.ts";

/** What a context is put together from. */
export interface AssembleOptions {
  recipe: Recipe;
  /** The chat that goes on; none for a first message. */
  chatId?: string;
  /** The last message before the new one; the chat's head when absent, none when null. */
  headId?: string | null;
  /** What the user says now; it need not be in the store. */
  message: string | UserMessage;
  /** Tokens of everything that is sent; the recipe's own budget when absent. */
  budgetTokens?: number;
  /** Tokens that the caller sends beside the recipe, such as instructions: taken off the budget. */
  reservedTokens?: number;
  /** Tokens of the model's window: needed when the recipe's budget is a share of it, and never exceeded. */
  windowTokens?: number;
  /** Counts the tokens of a text; core's estimate when absent. */
  tokensOf?: (text: string) => number;
  /** The store of the context units, where the chat is in a temporary one. */
  units?: ChatStore;
  /** Finds units by meaning as well. */
  embedder?: Embedder;
  /** Milliseconds since 1970; now when absent. */
  now?: number;
}

/** Something that is sent. */
export interface IncludedItem {
  text: string;
  unitId?: string;
  source: string;
  tokens: number;
}

/** What became of one layer. */
export interface AssembledLayer {
  name: LayerName;
  enabled: boolean;
  /** Tokens that it was given, and what it takes. */
  allotted: number;
  tokens: number;
  /** The exact text that is sent. */
  text: string;
  included: IncludedItem[];
  /** At most 100 of them. */
  leftOut: LeftOut[];
}

/** A context, ready to be looked at, priced and sent. */
export interface AssembledContext {
  recipe: string;
  budgetTokens: number;
  /** An estimate of the whole, never above the budget. */
  tokens: number;
  layers: AssembledLayer[];
  /** What is sent. */
  messages: Message[];
  /** Ids of the context units that are sent, for `markUnitsUsed`. */
  unitIds: string[];
  /** What has no token estimate, such as images: it comes on top. */
  unknown: string[];
}

type Counter = (text: string) => number;
type Chosen = Record<LayerName, Item[]>;

const FLEXIBLE = LAYERS.filter((name) => !FIXED_LAYERS.includes(name));
const MAX_LEFT_OUT = 100;

/**
 * Puts the context of a message together after a recipe. The whole is never above the budget; the layers identity,
 * preferences and message are sent whole; a tool call and its result are never separated. The same store, recipe and
 * message give the same context.
 *
 * @throws ContextLengthError when the fixed layers alone are above the budget; StoreError.
 */
export async function assembleContext(
  store: ChatStore,
  options: AssembleOptions,
): Promise<AssembledContext> {
  const { recipe } = options;
  const budget = budgetOf(options);
  const count: Counter = options.tokensOf ?? estimateTokens;
  const message: UserMessage =
    typeof options.message === "string"
      ? { role: "user", content: options.message }
      : options.message;
  const chat = options.chatId === undefined ? undefined : getChat(store, options.chatId);
  const path =
    chat === undefined || options.headId === null
      ? []
      : pathMessages(store, chat.id, options.headId ?? undefined);
  const candidates = await collect({
    store,
    units: options.units ?? store,
    recipe,
    chat,
    path,
    message,
    now: options.now ?? Date.now(),
    ...(options.embedder === undefined ? {} : { embedder: options.embedder }),
  });
  const plan = choose(candidates, recipe, message, budget, count);
  const messages = build(plan.chosen, candidates.system, message);
  const estimate = estimateMessages(messages, count);
  return {
    recipe: recipe.name,
    budgetTokens: budget,
    tokens: estimate.tokens,
    layers: LAYERS.map((name) => describe(name, plan, candidates, recipe, message, count)),
    messages,
    unitIds: LAYERS.flatMap((name) => plan.chosen[name].flatMap((item) => item.unitId ?? [])),
    unknown: estimate.unknown,
  };
}

interface Plan {
  chosen: Chosen;
  allotted: Record<LayerName, number>;
  reasons: Map<Item, string>;
}

function budgetOf({
  recipe,
  budgetTokens,
  reservedTokens = 0,
  windowTokens,
}: AssembleOptions): number {
  let budget = budgetTokens;
  if (budget === undefined && "tokens" in recipe.budget) budget = recipe.budget.tokens;
  if (budget === undefined && "share" in recipe.budget) {
    if (windowTokens === undefined) {
      throw invalid(
        `The recipe ${recipe.name} takes a share of the model's window, and that is not known.`,
        "Give the recipe a budget in tokens.",
      );
    }
    budget = Math.floor(windowTokens * recipe.budget.share);
  }
  return Math.max(0, Math.min(budget ?? 0, windowTokens ?? Infinity) - reservedTokens);
}

function choose(
  candidates: Candidates,
  recipe: Recipe,
  message: UserMessage,
  budget: number,
  count: Counter,
): Plan {
  const chosen = Object.fromEntries(LAYERS.map((name) => [name, []])) as unknown as Chosen;
  const allotted = Object.fromEntries(LAYERS.map((name) => [name, 0])) as Plan["allotted"];
  const plan: Plan = { chosen, allotted, reasons: new Map() };
  const total = (): number =>
    estimateMessages(build(chosen, candidates.system, message), count).tokens;

  for (const name of ["identity", "preferences"] as const) {
    chooseFixed(name, candidates, recipe, plan, count);
  }
  chosen.message = candidates.items.message;
  const fixed = total();
  if (fixed > budget) throw tooLong(fixed, budget, candidates, count(textOf(message)));
  for (const name of FIXED_LAYERS) allotted[name] = layerTokens(name, chosen[name], count);

  const shares = layerLimits(recipe, budget);
  const tokens = FLEXIBLE.map((name) =>
    candidates.items[name].map((item) => size(item, name, count)),
  );
  const given = allocate(
    budget - fixed,
    FLEXIBLE.map((name, index) => ({
      want: (tokens[index] ?? []).reduce((sum, each) => sum + each, 0),
      ...shares[name],
    })),
  );
  FLEXIBLE.forEach((name, index) => (allotted[name] = given[index] ?? 0));
  // History first: what it holds need not be told again by the arc.
  const order = FLEXIBLE.toSorted(
    (a, b) =>
      Number(b === "history") - Number(a === "history") || shares[b].priority - shares[a].priority,
  );
  for (const room of ["allotted", "max"] as const) {
    for (const name of order) {
      const limit = room === "allotted" ? allotted[name] : shares[name].max;
      fill(name, candidates, plan, limit, count, () => total() <= budget);
    }
  }
  settle(plan, budget - total(), count);
  return plan;
}

/** What one layer could not use, because its next item was too large, was given to others: the shares say so. */
function settle({ chosen, allotted }: Plan, free: number, count: Counter): void {
  let spare = Math.max(0, free);
  for (const name of LAYERS) {
    const tokens = layerTokens(name, chosen[name], count);
    const unused = Math.max(0, Math.min(allotted[name] - tokens, spare));
    allotted[name] = tokens + unused;
    spare -= unused;
  }
}

/** Units of a fixed layer are chosen up to its maximum; what stands in the recipe is always in. */
function chooseFixed(
  name: "identity" | "preferences",
  candidates: Candidates,
  recipe: Recipe,
  plan: Plan,
  count: Counter,
): void {
  const { max } = recipe.layers[name];
  for (const item of candidates.items[name]) {
    const next = [...plan.chosen[name], item];
    if (item.unitId === undefined || layerTokens(name, next, count) <= max) {
      plan.chosen[name] = next;
    } else plan.reasons.set(item, `over the layer's ${max} tokens`);
  }
}

function fill(
  name: LayerName,
  candidates: Candidates,
  plan: Plan,
  limit: number,
  count: Counter,
  fits: () => boolean,
): void {
  const inHistory = new Set(plan.chosen.history.map((item) => item.exchange));
  const complete = candidates.items.history.length === inHistory.size && inHistory.size > 0;
  for (const item of candidates.items[name]) {
    if (plan.chosen[name].includes(item)) continue;
    if (name === "arc" && item.source !== "" && isTold(item, inHistory, complete)) {
      plan.reasons.set(item, "the history says it already");
      continue;
    }
    const before = plan.chosen[name];
    // Chosen items keep the order of the candidates, whenever they came in.
    plan.chosen[name] = candidates.items[name].filter(
      (each) => each === item || before.includes(each),
    );
    const over = layerTokens(name, plan.chosen[name], count) > limit;
    if (!over && fits()) {
      plan.reasons.delete(item);
      continue;
    }
    plan.chosen[name] = before;
    plan.reasons.set(item, over ? `over the layer's ${limit} tokens` : "no room in the budget");
    // A conversation with a hole in it misleads: what is older than a message left out is left out too.
    if (name === "history") break;
  }
}

function isTold(item: Item, inHistory: ReadonlySet<unknown>, complete: boolean): boolean {
  if (item.exchange !== undefined) return inHistory.has(item.exchange);
  return item.source === "the chat's summary" && complete;
}

function build(chosen: Chosen, system: readonly Message[], message: UserMessage): Message[] {
  const text = LAYERS.filter((name) => name !== "history")
    .map((name) =>
      renderSection(
        name,
        chosen[name].map((item) => item.text),
      ),
    )
    .filter((section) => section !== "")
    .join("\n\n");
  const history = chosen.history.toReversed().flatMap((item) => item.exchange?.messages ?? []);
  return [
    ...system,
    ...(text === "" ? [] : [{ role: "system" as const, content: text }]),
    ...history,
    message,
  ];
}

function size(item: Item, name: LayerName, count: Counter): number {
  return layerTokens(name, [item], count);
}

function layerTokens(name: LayerName, items: readonly Item[], count: Counter): number {
  if (items.length === 0) return 0;
  if (name === "history") {
    return estimateMessages(
      items.flatMap((item) => item.exchange?.messages ?? []),
      count,
    ).tokens;
  }
  return count(
    renderSection(
      name,
      items.map((item) => item.text),
    ),
  );
}

function describe(
  name: LayerName,
  plan: Plan,
  candidates: Candidates,
  recipe: Recipe,
  message: UserMessage,
  count: Counter,
): AssembledLayer {
  const items = plan.chosen[name];
  const included = items.map((item) => ({
    text:
      item.exchange === undefined || name !== "history"
        ? item.text
        : renderMessages(item.exchange.messages),
    ...(item.unitId === undefined ? {} : { unitId: item.unitId }),
    source: item.source,
    tokens: size(item, name, count),
  }));
  const missed = candidates.items[name]
    .filter((item) => !items.includes(item))
    .map((item) => ({
      text: item.exchange === undefined ? item.text : renderMessages(item.exchange.messages),
      ...(item.unitId === undefined ? {} : { unitId: item.unitId }),
      why: plan.reasons.get(item) ?? "older than what has room",
    }));
  const base = {
    name,
    enabled: recipe.layers[name].enabled,
    allotted: plan.allotted[name],
    leftOut: [...missed, ...candidates.leftOut[name]].slice(0, MAX_LEFT_OUT),
  };
  if (name === "message") {
    const tokens = estimateMessages([message], count).tokens + layerTokens(name, items, count);
    const own = { text: textOf(message), source: "you", tokens };
    const text = [
      renderSection(
        name,
        items.map((item) => item.text),
      ),
      own.text,
    ]
      .filter((each) => each !== "")
      .join("\n\n");
    return { ...base, allotted: tokens, tokens, text, included: [...included, own] };
  }
  const text =
    name === "history"
      ? renderMessages(items.toReversed().flatMap((item) => item.exchange?.messages ?? []))
      : renderSection(
          name,
          items.map((item) => item.text),
        );
  const layer = { ...base, tokens: layerTokens(name, items, count), text, included };
  if (name !== "identity" || candidates.system.length === 0) return layer;
  // The chat's own instructions go first, whole.
  const own = renderMessages(candidates.system);
  const tokens = estimateMessages(candidates.system, count).tokens;
  return {
    ...layer,
    tokens: layer.tokens + tokens,
    text: [own, layer.text].filter((each) => each !== "").join("\n\n"),
    included: [{ text: own, source: "the chat's instructions", tokens }, ...layer.included],
  };
}

function tooLong(
  fixed: number,
  budget: number,
  candidates: Candidates,
  messageTokens: number,
): ContextLengthError {
  const others = candidates.system.length > 0 ? ", the chat's instructions" : "";
  return new ContextLengthError(
    `The message (about ${messageTokens} tokens)${others} and the layers identity and preferences take about ${fixed} tokens; the budget is ${budget}.`,
    { hint: "Shorten the message, raise the recipe's budget, or turn a layer off." },
  );
}
