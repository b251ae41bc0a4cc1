import type { Message } from "@byok/core";
import type { Chat } from "../chats/chat.ts";
import { textOf } from "../messages/stored-parts.ts";
import type { LayerName, Recipe } from "../recipes/recipe.ts";
import type { ChatStore } from "../store/open-store.ts";
import type { Unit } from "../units/unit.ts";
import { exchangesOf, type Exchange } from "./history.ts";
import { acceptedUnits, scoreUnits, telling, type Embedder } from "./score-units.ts";

/** Something that a layer could send. */
export interface Item {
  text: string;
  /** The context unit it is. */
  unitId?: string;
  /** The messages it is. */
  exchange?: Exchange;
  /** Where it comes from, in words. */
  source: string;
}

/** Something that is not sent, and why. */
export interface LeftOut {
  text: string;
  unitId?: string;
  why: string;
}

/** What the layers could send, best first. */
export interface Candidates {
  items: Record<LayerName, Item[]>;
  leftOut: Record<LayerName, LeftOut[]>;
  /** The chat's own system messages. */
  system: Message[];
}

/** What candidates are collected from. */
export interface CollectOptions {
  store: ChatStore;
  /** The store of the context units. */
  units: ChatStore;
  recipe: Recipe;
  chat: Chat | undefined;
  /** The branch before the message. */
  path: readonly Message[];
  message: Message;
  embedder?: Embedder;
  now: number;
}

const OUTLINE = 160;

/** Collects what each layer of a recipe could send. */
export async function collect(options: CollectOptions): Promise<Candidates> {
  const { recipe, chat, path } = options;
  const items: Candidates["items"] = {
    identity: [],
    preferences: [],
    topic: [],
    entity: [],
    arc: [],
    retrieval: [],
    history: [],
    message: [],
  };
  const leftOut = Object.fromEntries(
    Object.keys(items).map((name) => [name, []]),
  ) as unknown as Candidates["leftOut"];
  const on = (name: LayerName): boolean => recipe.layers[name].enabled;
  for (const name of Object.keys(items) as LayerName[]) {
    const manual = recipe.layers[name].manual?.trim();
    if (on(name) && manual !== undefined && manual !== "") {
      items[name].push({ text: manual, source: `the recipe ${recipe.name}` });
    }
  }
  await collectUnits(options, items, leftOut);
  if (on("history") || on("arc")) {
    const exchanges = exchangesOf(path);
    if (on("history")) {
      items.history = exchanges
        .toReversed()
        .map((exchange) => ({ text: "", exchange, source: "this chat" }));
    }
    if (on("arc")) items.arc.push(...arcOf(chat, exchanges));
  }
  const alone = Object.entries(recipe.layers).every(
    ([name, layer]) => name === "message" || !layer.enabled,
  );
  const system = alone ? [] : path.filter((message) => message.role === "system");
  return { items, leftOut, system };
}

async function collectUnits(
  options: CollectOptions,
  items: Candidates["items"],
  leftOut: Candidates["leftOut"],
): Promise<void> {
  const { recipe, chat, now } = options;
  const on = (name: LayerName): boolean => recipe.layers[name].enabled;
  const wanted: LayerName[] = ["identity", "preferences", "topic", "entity", "retrieval"];
  if (!wanted.some(on)) return;
  const taken = new Set<string>();
  const take = (name: LayerName, unit: Unit): void => {
    taken.add(unit.id);
    items[name].push({ text: unit.content, unitId: unit.id, source: sourceOf(unit) });
  };
  const all = acceptedUnits(options.units);
  const free = (): Unit[] => all.filter((unit) => !taken.has(unit.id));
  if (on("identity")) for (const unit of free().filter(isIdentity)) take("identity", unit);
  if (on("preferences")) {
    for (const unit of free().filter((each) => each.kind === "preference")) {
      take("preferences", unit);
    }
  }

  const { select } = recipe;
  const selected = (unit: Unit): boolean =>
    (select.kinds === undefined || select.kinds.includes(unit.kind)) &&
    (select.tags === undefined || unit.tags.some((tag) => select.tags?.includes(tag))) &&
    (select.pinned !== true || unit.pinned);
  const question = textOf(options.message);
  if (on("topic") && chat !== undefined) {
    const sameTopic = free().filter(
      (unit) => selected(unit) && unit.tags.some((tag) => chat.tags.includes(tag)),
    );
    for (const unit of sameTopic) take("topic", unit);
  }
  if (on("entity") && recipe.includeEntities) {
    const words = new Set(telling(`${question} ${chat?.title ?? ""}`).map((w) => w.toLowerCase()));
    const named = free().filter(
      (unit) =>
        (unit.kind === "project" || unit.kind === "person") &&
        selected(unit) &&
        telling(unit.content).some((word) => words.has(word.toLowerCase())),
    );
    for (const unit of named) take("entity", unit);
  }
  if (!on("retrieval")) return;
  const scored = await scoreUnits(
    options.units,
    free().filter(selected),
    select.query ?? question,
    { now, ...(options.embedder === undefined ? {} : { embedder: options.embedder }) },
  );
  let count = 0;
  for (const { unit, score } of scored) {
    const low = score < select.minScore && !unit.pinned;
    if (!low && count < select.limit) {
      count += 1;
      take("retrieval", unit);
      continue;
    }
    if (low && score === 0) continue;
    leftOut.retrieval.push({
      text: unit.content,
      unitId: unit.id,
      why: low
        ? `fits too little: ${score.toFixed(2)} is below ${select.minScore}`
        : `over the limit of ${select.limit} units`,
    });
  }
}

/** A summary that was made, or one line for each earlier question; those still in the history are taken out later. */
function arcOf(chat: Chat | undefined, exchanges: readonly Exchange[]): Item[] {
  if (chat?.summary !== undefined) return [{ text: chat.summary, source: "the chat's summary" }];
  return exchanges
    .map((exchange) => {
      const question = exchange.messages.find((message) => message.role === "user");
      const text = question === undefined ? "" : textOf(question).replace(/\s+/g, " ").trim();
      const short = text.length > OUTLINE ? `${text.slice(0, OUTLINE).trimEnd()}…` : text;
      return {
        text: `The user asked: ${short}`,
        exchange,
        source: "this chat",
        empty: text === "",
      };
    })
    .filter((item) => !item.empty)
    .map(({ text, exchange, source }) => ({ text, exchange, source }));
}

function isIdentity(unit: Unit): boolean {
  return (
    unit.tags.includes("identity") ||
    (unit.kind === "person" && /^(i|i'm|i am|my name|call me)\b/i.test(unit.content))
  );
}

function sourceOf(unit: Unit): string {
  if (unit.source.title !== undefined) return `the chat "${unit.source.title}"`;
  return unit.origin === "manual" ? "kept by hand" : unit.origin;
}
