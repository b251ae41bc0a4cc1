import { listChats, type Chat, type ChatStore, type ListChatsOptions } from "@byok/chat";
import { readSettings } from "../chat/settings.ts";
import { shortId } from "../store/open-home.ts";
import { sanitizeLine } from "../terminal/sanitize.ts";
import type { Screen } from "../terminal/screen.ts";
import { style } from "../terminal/style.ts";
import { renderTable } from "../terminal/table.ts";

/** A moment as it is shown: local time, to the minute. */
export function formatTime(time: number): string {
  const date = new Date(time);
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A chat's title on one line. */
export function titleOfChat(chat: Pick<Chat, "title">): string {
  return chat.title === undefined ? "(no title)" : sanitizeLine(chat.title);
}

/** Shows chats as a table, and how to see more of them. */
export function printChats(screen: Screen, store: ChatStore, options: ListChatsOptions): void {
  const { chats, next } = listChats(store, options);
  if (chats.length === 0) {
    const isFiltered = options.folder !== undefined || options.tag !== undefined;
    screen.print(
      isFiltered && listChats(store, { limit: 1 }).chats.length > 0
        ? "No chat fits these flags. All of them: byok history\n"
        : "There is no chat yet. Next: byok chat\n",
    );
    return;
  }
  const rows = chats.map((chat) => [
    shortId(chat.id),
    formatTime(chat.updatedAt),
    sanitizeLine(readSettings(chat).model ?? ""),
    [
      chat.pinned ? "★ " : "",
      titleOfChat(chat),
      ...chat.tags.map((tag) => ` #${sanitizeLine(tag)}`),
    ].join(""),
  ]);
  screen.print(
    renderTable(
      [
        { title: "id" },
        { title: "last message" },
        { title: "model", drop: 1 },
        { title: "title", shrink: 30 },
      ],
      rows,
      screen.width,
    ),
  );
  if (next !== undefined) screen.print(style.dim("There are more: --limit 200\n"));
}
