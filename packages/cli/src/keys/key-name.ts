/** What a key is called in a sentence: platform, label, and the region where there is one. */
export function keyName(entry: { platform: string; label: string; region?: string }): string {
  return `${entry.platform} "${entry.label}"${entry.region === undefined ? "" : ` (${entry.region})`}`;
}
