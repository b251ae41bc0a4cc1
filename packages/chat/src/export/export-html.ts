import type { ChatStore } from "../store/open-store.ts";
import { authorOf, readableParts } from "./describe-part.ts";
import { readForExport } from "./read-export.ts";

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;max-width:48rem;margin:2rem auto;padding:0 1rem;color-scheme:light dark}article{margin:1.5rem 0;border-top:1px solid #8888}h2{font-size:1rem}time{opacity:.7;font-weight:400}pre{white-space:pre-wrap;overflow-wrap:anywhere}";

/**
 * Writes the shown branch of a chat as one HTML page. All text is escaped; the page has no scripts, loads nothing,
 * and forbids both.
 *
 * @throws StoreError.
 */
export function exportHtml(store: ChatStore, chatId: string): string {
  const { chat, messages } = readForExport(store, chatId, "shown");
  const title = escapeHtml(chat.title ?? "Chat");
  const articles = messages.map(({ message, createdAt, incomplete }) => {
    const time = new Date(createdAt).toISOString();
    const parts = readableParts(message).map((part) =>
      part.kind === "text"
        ? `<pre>${escapeHtml(part.text)}</pre>`
        : `<details><summary>${escapeHtml(part.label)}</summary><pre>${escapeHtml(part.text)}</pre></details>`,
    );
    if (incomplete) parts.push("<p><em>This answer broke off.</em></p>");
    return `<article><h2>${escapeHtml(authorOf(message))} <time datetime="${time}">${time}</time></h2>\n${parts.join("\n")}\n</article>`;
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${title}</h1>
${articles.join("\n")}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text
    .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, "\ufffd")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
