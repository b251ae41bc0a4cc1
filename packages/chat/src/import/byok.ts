import { deserializeMessages, type JsonObject } from "@byok/core";
import { JSON_FORMAT, JSON_VERSION } from "../export/export-json.ts";
import { StoreError } from "../store/store-error.ts";
import type { Archive, ArchivedChat, Skipped } from "./archive.ts";
import { fieldsOf, listOf, textOrNothing, timeOf, type Fields } from "./read-values.ts";

/** Reads what `exportJson` has written. @throws StoreError for a newer version. */
export function readByok(data: unknown): Archive {
  const { format, version, chats } = fieldsOf(data);
  if (format !== JSON_FORMAT || typeof version !== "number" || version > JSON_VERSION) {
    throw new StoreError(
      "newer",
      `The export has version ${String(version)}, not ${JSON_VERSION}.`,
      {
        hint: "Update byok: npm install -g byok@latest",
      },
    );
  }
  const skipped: Skipped[] = [];
  return { format: "byok", chats: listOf(chats).map((chat) => readChat(chat, skipped)), skipped };
}

function readChat(chat: Fields, skipped: Skipped[]): ArchivedChat {
  const title = textOrNothing(chat["title"]);
  const id = textOrNothing(chat["id"]) ?? "";
  const folder = textOrNothing(chat["folder"]);
  const summary = textOrNothing(chat["summary"]);
  const tags = Array.isArray(chat["tags"]) ? (chat["tags"] as string[]) : [];
  if (listOf(chat["turns"]).length > 0) {
    const why = "costs stay with the store that paid them";
    skipped.push({ where: title ?? id, what: `${listOf(chat["turns"]).length} costs`, why });
  }
  return {
    id,
    title,
    titleBy: chat["titleBy"] === "user" ? "user" : "import",
    createdAt: timeOf(chat["createdAt"]),
    updatedAt: timeOf(chat["updatedAt"]),
    headId: textOrNothing(chat["headId"]),
    pinned: chat["pinned"] === true,
    tags,
    settings: fieldsOf(chat["settings"]) as JsonObject,
    ...(folder === undefined ? {} : { folder }),
    ...(summary === undefined ? {} : { summary }),
    messages: listOf(chat["messages"]).flatMap((each) => {
      const [message] = deserializeMessages(JSON.stringify({ v: 1, messages: [each["message"]] }));
      if (message === undefined) return [];
      return [
        {
          id: textOrNothing(each["id"]) ?? "",
          parentId: textOrNothing(each["parentId"]),
          message,
          incomplete: each["incomplete"] === true,
          createdAt: timeOf(each["createdAt"]),
        },
      ];
    }),
  };
}
