import type { VaultStatus } from "@byok/vault";
import { sanitizeLine } from "../terminal/sanitize.ts";

/** The status of a vault in lines. */
export function renderStatus(status: VaultStatus): string {
  if (!status.exists) {
    return `There is no vault yet; the first key makes it.\nFile      ${sanitizeLine(status.path)}\nNext      byok keys add openai\n`;
  }
  const rows: (readonly [string, string | undefined])[] = [
    ["File", status.path],
    ["Backend", status.backend],
    ["", status.backendDetail],
    ["Keys", status.problem === undefined ? String(status.entries) : undefined],
    ["Made", status.createdAt?.slice(0, 10)],
    [
      "Rights",
      status.folderMode === undefined
        ? undefined
        : `folder ${status.folderMode}, file ${status.fileMode ?? "-"}`,
    ],
  ];
  return rows
    .filter(([, text]) => text !== undefined)
    .map(([title, text]) => `${title.padEnd(10)}${sanitizeLine(text ?? "")}\n`)
    .join("");
}

/** The status of a vault as JSON, with its problem in words. */
export function statusJson({ problem, ...status }: VaultStatus): object {
  if (problem === undefined) return status;
  const { reason, message, steps } = problem;
  return { ...status, problem: { reason, message, steps } };
}
