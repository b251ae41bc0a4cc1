import type { JsonValue, ListedModel } from "@byok/core";

/** Words in ids and kinds of models that do not chat. */
const NO_CHAT =
  /embed|rerank|whisper|moderation|transcri|speech|dall-?e|diffusion|(^|[^a-z])(tts|stt|asr|ocr|bge|minilm|image|imagen|video|audio|flux|sora|veo)([^a-z]|$)/i;

/** Whether an id is that of a model that chats, as far as its words tell. */
export function isChatId(id: string): boolean {
  return !NO_CHAT.test(id);
}

/** What kind of model a listed one is: by the catalog, else by what the list and the id say. */
export function kindOfListed(model: ListedModel): string {
  if (model.kind !== undefined) return model.kind;
  if (isChatModel(model)) return "chat";
  if (/rerank/i.test(model.id)) return "rerank";
  return /embed|(^|[^a-z])(bge|minilm)([^a-z]|$)/i.test(model.id) ? "embedding" : "other";
}

/** Whether a listed model chats: by the catalog where it knows the model, else by what the list says, and by its id. */
export function isChatModel({ id, kind, live }: ListedModel): boolean {
  if (kind !== undefined) return kind === "chat";
  const { type, architecture } = live?.raw ?? {};
  const gives = isObject(architecture) ? architecture["output_modalities"] : undefined;
  if (Array.isArray(gives) && !gives.includes("text")) return false;
  return isChatId(id) && (typeof type !== "string" || isChatId(type));
}

function isObject(value: JsonValue | undefined): value is Record<string, JsonValue> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
