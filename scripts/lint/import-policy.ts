/** What a package's sources may import from the workspace, beside their own files. */
export interface ImportPolicy {
  /** Any import. */
  readonly any?: readonly RegExp[];
  /** `import type` only. */
  readonly typeOnly?: readonly RegExp[];
  /** `import("…")` only. */
  readonly dynamicOnly?: readonly RegExp[];
}

const core = /^@byok\/core(\/|$)/;
const provider =
  /^@byok\/(anthropic|gemini|bedrock|cohere|watsonx|openai-responses|ollama|azure|gcp)(\/|$)/;

/**
 * The import policy of a source file.
 *
 * @param folder - The package's folder below `packages/`, such as `providers/anthropic`.
 * @param file - The file's path below the package's `src/`.
 */
export function importPolicyFor(folder: string, file: string): ImportPolicy {
  if (folder.startsWith("providers/")) return { any: [/^@byok\/core\/provider$/] };
  switch (folder) {
    case "core":
      return file.startsWith("generated/") ? { dynamicOnly: [provider] } : {};
    case "simulator":
      return /^conformance[./]/.test(file)
        ? { any: [core] }
        : { typeOnly: [/^@byok\/core\/provider$/] };
    case "vault":
      return { any: [core] };
    case "chat":
      return { any: [/^@byok\/core$/] };
    case "cli":
      return { any: [core, /^@byok\/(chat|simulator|vault)(\/|$)/], dynamicOnly: [provider] };
    default:
      return {};
  }
}
