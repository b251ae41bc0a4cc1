import type { KeyCheck, Platform } from "../catalog/platform.ts";
import { isByokError, type ByokError } from "../errors/byok-error.ts";
import type { ResponseHead, WireRequest } from "../spi/wire-protocol.ts";
import { encodeContextOf } from "./encode-context.ts";
import { linkSignals } from "./link-signals.ts";
import type { ModelContext } from "./model-context.ts";
import type { ModelOptions } from "./model-options.ts";
import { settle } from "./settle.ts";
import { keyPage } from "../keys/key-page.ts";
import { loadChunk } from "../load-chunk.ts";

/** What is known of a key after a check. */
export type KeyStatus =
  | "ok"
  | "invalid"
  | "no-permission"
  | "rate-limited"
  | "quota"
  | "network"
  | "timeout"
  | "wrong-url"
  | "server"
  | "unverifiable";

/** The outcome of a key check. */
export interface KeyCheckResult {
  status: KeyStatus;
  /** One sentence for the user. */
  message: string;
  /** The next thing to do. */
  hint: string;
  latencyMs?: number;
  error?: ByokError;
}

/**
 * Checks a key against the platform without spending, where the platform has a page that proves it; a public page
 * proves nothing, and the answer is then `unverifiable`. So it is where no key is given and the platform needs none.
 *
 * @throws UnknownPlatformError, MissingKeyError, OriginError: nothing could be asked.
 */
export async function checkKey(
  platform: string,
  options: ModelOptions & { signal?: AbortSignal } = {},
): Promise<KeyCheckResult> {
  const { signal, ...modelOptions } = options;
  const settled = settle({
    modelPlatform: platform,
    options: { maxRetries: 0, timeoutMs: 20_000, ...modelOptions },
  });
  const { keyCheck, name } = settled.platform;
  if (keyCheck?.proves === "nothing") return unverifiable(name);
  const { expandPath, loadContext, makeCall, runOperation } = await loadChunk(
    () => import("./operation-calls.ts"),
  );
  const context = await loadContext({ ...settled, modelType: settled.modelType ?? "" }).catch(
    (error: unknown) => {
      // What the platform's own package may know of keys is of no use where it is missing.
      if (keyCheck === undefined && isByokError(error, "package_missing")) return undefined;
      throw error;
    },
  );
  if (context === undefined) return unverifiable(name);
  const check =
    keyCheck === undefined
      ? wireCheck(context)
      : pageCheck(context, keyCheck, expandPath(keyCheck.path, context.target));
  if (check === undefined) return unverifiable(name);
  const link = linkSignals(signal);
  const started = performance.now();
  try {
    const call = await makeCall(context, check.request, { signal: link.signal });
    const { credential } = call.auth;
    // An official client holds its own.
    if (modelOptions.client === undefined && Object.keys(credential.fields).length === 0)
      return withoutKey(settled.platform, settled.url.endpoint.id);
    const proves = await runOperation(call, check.proves);
    if (proves === "nothing") return unverifiable(name);
    return {
      status: "ok",
      message: `${name} accepts the key.`,
      hint: "",
      latencyMs: Math.round(performance.now() - started),
    };
  } catch (error) {
    // Nothing was asked where there is no key, or none that may go there.
    if (!isByokError(error) || error.code === "origin" || error.code === "missing_key") throw error;
    return { ...outcome(error, name), error };
  } finally {
    link.unlink();
  }
}

/** The request that proves a key, and what its answer proves. */
interface Check {
  request: WireRequest;
  proves(head: ResponseHead, body: Uint8Array): "key" | "key+model" | "nothing";
}

function pageCheck(
  { target }: ModelContext,
  { method = "GET" }: KeyCheck,
  place: Pick<WireRequest, "path" | "query">,
): Check {
  const headers = { ...target.policy.headers?.fixed };
  return { request: { method, ...place, headers, framing: "json" }, proves: () => "key" };
}

function wireCheck({ parts, target }: ModelContext): Check | undefined {
  const { check } = parts.wire;
  if (check === undefined) return undefined;
  const encodeContext = encodeContextOf();
  return {
    request: check.encode({}, target, encodeContext),
    proves: (head, body) => check.decode(head, body, target, encodeContext).proves,
  };
}

function unverifiable(name: string): KeyCheckResult {
  return {
    status: "unverifiable",
    message: `${name} has no free request that proves a key.`,
    hint: "Send one short message to a cheap model to be sure.",
  };
}

function withoutKey(platform: Platform, endpointId: string): KeyCheckResult {
  const { name, env } = platform;
  const page = keyPage(platform, endpointId);
  const variable = env[0] === undefined ? "" : `, or set ${env[0]}`;
  return {
    status: "unverifiable",
    message: `There is no key to check: ${name} is asked without one.`,
    hint: `Pass \`apiKey\`${variable}${page === undefined ? "" : `; see ${page}`}.`,
  };
}

function outcome(
  error: ByokError,
  name: string,
): { status: KeyStatus; message: string; hint: string } {
  const { hint } = error;
  switch (error.code) {
    case "authentication":
      return { status: "invalid", message: `${name} does not accept the key.`, hint };
    case "permission":
      return {
        status: "no-permission",
        message: `${name} knows the key, but it may not do this.`,
        hint,
      };
    case "rate_limit":
      return {
        status: "rate-limited",
        message: `The key works; ${name} limits its rate at the moment.`,
        hint,
      };
    case "quota_exceeded":
      return {
        status: "quota",
        message: `The key works, but the ${name} account has no credit left.`,
        hint,
      };
    case "network":
      return { status: "network", message: error.message, hint };
    case "timeout":
      return { status: "timeout", message: error.message, hint };
    case "model_not_found":
    case "invalid_request":
    case "protocol":
    case "redirect":
      return {
        status: "wrong-url",
        message: `The address does not answer like ${name}: ${error.message}`,
        hint,
      };
    default:
      return { status: "server", message: error.message, hint };
  }
}
