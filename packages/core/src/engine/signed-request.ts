import { OriginError } from "../errors/errors.ts";
import { isBytes } from "../is-bytes.ts";
import { cleanCause } from "../keys/scrub-error.ts";
import type { AuthContext, Credential, SignableRequest } from "../spi/authenticator.ts";
import type { Call } from "./call.ts";
import { asTyped, pluginFault, type PluginPiece } from "./plugin-fault.ts";
import { loadChunk } from "../load-chunk.ts";

const BREAKS = /[\0\r\n]/;

/** Resolves and signs one attempt, on the final URL and bytes. `tokens` is told which cached credentials it took. */
export async function signAttempt(
  call: Call,
  attempt: number,
  { skewMs, tokens }: { skewMs: number; tokens: Map<string, Credential> },
): Promise<SignableRequest> {
  const { authenticator, credential, name, prefix, cache } = call.auth;
  const { body, contentType } = await finalBody(call);
  let hash: Promise<string> | undefined;
  const unsigned: SignableRequest = {
    method: call.request.method,
    url: new URL(call.url),
    headers: {
      ...call.request.headers,
      ...(contentType === undefined ? {} : { "content-type": contentType }),
    },
    ...(body === undefined ? {} : { body }),
    bodySha256: () => (hash ??= sha256Hex(body ?? new Uint8Array(0))),
  };
  const context: AuthContext = {
    signal: call.signal,
    now: () => call.settings.now() + skewMs,
    attempt,
    cache: {
      async get(key, load) {
        const token = await cache.get(key, load);
        tokens.set(key, token);
        return token;
      },
      drop: (key) => cache.drop(key),
    },
    vars: call.target.endpoint.vars,
    ...(name === undefined ? {} : { name }),
    ...(prefix === undefined ? {} : { prefix }),
    fetchToken: async (request) =>
      (await loadChunk(() => import("./fetch-token.ts"))).fetchToken(call, request),
  };
  const piece: PluginPiece = {
    what: `The authenticator ${authenticator.id}`,
    platform: call.target.platform.id,
    model: call.target.model.id,
  };
  const signed = await withoutKey(call, piece, async () => {
    const ready =
      authenticator.resolve === undefined
        ? credential
        : await authenticator.resolve(credential, context);
    if (ready?.fields === undefined) throw pluginFault(piece, "gave no credential");
    // A token is a secret as well, and was not known when the call was made.
    if (ready !== credential) call.addSecrets(Object.values(ready.fields));
    return await authenticator.sign(unsigned, ready, context);
  });
  if (typeof signed?.url?.origin !== "string") throw pluginFault(piece, "gave no signed request");
  for (const [header, value] of Object.entries(signed.headers)) {
    if (typeof value !== "string" || BREAKS.test(value))
      throw pluginFault(piece, `or the wire set the header ${header} to what no header can hold`);
  }
  // A signer may add headers and query values; it may never move the request.
  if (signed.url.origin !== call.url.origin) {
    throw new OriginError(
      `The authenticator ${authenticator.id} tried to send the request to ${signed.url.host} instead of ${call.url.host}.`,
      {
        platform: call.target.platform.id,
        hint: "This is a defect of the plugin package; nothing was sent.",
      },
    );
  }
  return signed;
}

// What an authenticator throws has seen the key; the reason of an abort is the caller's own.
async function withoutKey<T>(call: Call, piece: PluginPiece, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (error) {
    if (call.signal.aborted) throw error;
    throw asTyped(cleanCause(error, call.scrub), piece);
  }
}

async function finalBody(call: Call): Promise<{ body?: Uint8Array; contentType?: string }> {
  const { body } = call.request;
  if (body === undefined) return {};
  if (isBytes(body)) return { body };
  return await (await loadChunk(() => import("./multipart.ts"))).encodeMultipart(body.multipart);
}

async function sha256Hex(bytes: Uint8Array): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
