import { delimiter, dirname } from "node:path";
import process from "node:process";

/** What npm exports to scripts and a nested pnpm would take for its own settings; the network's stay. */
const misleading =
  /^npm_(?!config_(registry|cafile|ca|proxy|https?_proxy|noproxy|strict_ssl|userconfig|globalconfig)$)/i;

/**
 * The environment of everything that runs on the pinned tools: they come first on PATH.
 *
 * @param {{ node: string, pnpm: string }} toolchain
 * @returns {Record<string, string | undefined>}
 */
export function childEnvironment({ node, pnpm }) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !misleading.test(name)),
  );
  const pathName = Object.keys(env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  env[pathName] = [dirname(node), dirname(pnpm), env[pathName]].filter(Boolean).join(delimiter);
  return env;
}
