import type { ByokError } from "@byok/core";

/** Why a platform or server with a key is passed over: the error in one sentence. */
export function whyUnusable({ code, message }: ByokError): string {
  const text = message.endsWith(".") ? message : `${message}.`;
  return code === "authentication" || code === "permission" ? `the key is refused. ${text}` : text;
}
