import { findPrices } from "../catalog-access/find-model-row.ts";
import { loadModels, loadPrices } from "../catalog-access/load-tables.ts";
import { fillHeaders } from "../catalog-access/fill-headers.ts";
import { liveLimits } from "../catalog-access/live-limits.ts";
import { policyFor } from "../catalog-access/policy-for.ts";
import { findPlatform } from "../catalog-access/find-platform.ts";
import { isSnapshotOf } from "../catalog-access/snapshot-name.ts";
import type { ModelTable, PriceTable } from "../catalog/model-row.ts";
import type { Platform } from "../catalog/platform.ts";
import type { PriceRow } from "../catalog/price.ts";
import { warnOfRegion } from "../config/model-region.ts";
import { nearModels, resolveModel, type ModelResolution } from "../config/resolve-model.ts";
import type { Call, CallAuth } from "../engine/call.ts";
import { DEFAULT_LIMITS } from "../engine/limits.ts";
import { sharedRetryBudget } from "../engine/retry.ts";
import { resolveTimeouts, type Timeouts } from "../engine/timeouts.ts";
import { createTokenCache, type SharedTokenCache } from "../engine/token-cache.ts";
import { keyPage } from "../keys/key-page.ts";
import { createScrub } from "../keys/scrub.ts";
import { checkRoute, describeSource } from "../keys/origin-rule.ts";
import { missingKeyError } from "../keys/resolve-key.ts";
import { endpointAt, joinUrl } from "../keys/resolve-url.ts";
import { Secret } from "../keys/secret.ts";
import { cleanKey } from "../keys/clean-key.ts";
import { loadParts, type Parts } from "../registry/load-parts.ts";
import type { Warning } from "../results/warning.ts";
import type { Target, WireRequest } from "../spi/wire-protocol.ts";
import { defaultTransport, namedNodeTransport } from "../transports/default-transport.ts";
import { fetchTransport } from "../transports/fetch-transport.ts";
import type { Transport } from "../transports/transport.ts";

import { MissingKeyError } from "../errors/errors.ts";
import type { Settled } from "./settle.ts";
import { loadChunk } from "../load-chunk.ts";

/** What a model knows once its tables and packages are loaded: everything but the request. */
export interface ModelContext {
  settled: Settled;
  parts: Parts;
  target: Target;
  resolution: ModelResolution;
  /** Platform that made the model, where it is known. */
  maker: string | undefined;
  /** Warnings about the model itself, such as `deprecated`. */
  warnings: readonly Warning[];
  /** That the catalog knows the model elsewhere; among the warnings too. */
  elsewhere: Warning | undefined;
  table: ModelTable;
  prices: PriceTable;
  transport: Transport;
  cache: SharedTokenCache;
}

/** The model of a request to the platform itself, such as its list of models; `create` refuses it for a chat. */
const NO_MODEL = "";

/** Loads what a model needs, once. @throws PackageMissingError, ModelNotFoundError. */
export async function loadContext(settled: Settled): Promise<ModelContext> {
  const { platform, surface, options } = settled;
  const [parts, table, prices, transport] = await Promise.all([
    loadParts(platform, {
      wire: surface.wire,
      auth: options.client === undefined ? surface.auth : "none",
      framing: surface.framing,
    }),
    loadModels(platform.id),
    loadPrices(platform.id),
    pickTransport(settled),
  ]);
  const resolved =
    settled.modelType === NO_MODEL
      ? {
          row: { id: NO_MODEL },
          resolution: { kind: "unknown" as const, id: NO_MODEL },
          warnings: [],
        }
      : await resolveModel({
          platform,
          modelType: settled.modelType,
          like: settled.like,
          loadModels,
          findPlatform,
          liveLimits: (id) => liveLimits(platform.id, settled.url.baseUrl, id),
        });
  const target: Target = {
    platform,
    surface,
    model: resolved.row,
    policy: fillHeaders(policyFor(platform, surface, resolved.row), platform, {
      vars: settled.url.vars,
      attribution: options.attribution,
    }),
    endpoint: { id: settled.url.endpoint.id, baseUrl: settled.url.baseUrl, vars: settled.url.vars },
  };
  const { source, baseUrl, endpoint } = settled.url;
  // Of a server that is nobody's endpoint, such as a proxy, no region is known.
  const asked = source === "catalog" ? endpoint : endpointAt(platform, baseUrl, surface);
  const elsewhere =
    asked === undefined ? undefined : warnOfRegion(platform, resolved.row, asked, table);
  return {
    settled,
    parts,
    target,
    resolution: resolved.resolution,
    maker: "maker" in resolved ? resolved.maker : undefined,
    warnings: [...resolved.warnings, ...(elsewhere === undefined ? [] : [elsewhere])],
    elsewhere,
    table,
    prices,
    transport,
    cache: createTokenCache(),
  };
}

/** Makes the call of an encoded request: URL, credential, limits. @throws MissingKeyError, OriginError. */
export async function makeCall(
  context: ModelContext,
  request: WireRequest,
  per: {
    signal: AbortSignal;
    timeouts?: Partial<Timeouts> | undefined;
    warn?(warning: Warning): void;
  },
): Promise<Call> {
  const { settled, parts, target, transport, cache, table } = context;
  const { options } = settled;
  const auth = await findCredential(context, per.signal);
  const secrets = [...Object.values(auth.credential.fields), ...clientSecrets(options.client)];
  // Keys for a gateway or a test often name their platform.
  const common = [...(target.platform.keyPrefixes ?? []), target.platform.id];
  let scrub = createScrub(secrets, common);
  const trace =
    options.trace === undefined
      ? undefined
      : (await loadChunk(() => import("./open-trace.ts"))).openTrace(options.trace, (warning) =>
          per.warn?.(warning),
        );
  return {
    target,
    wire: parts.wire,
    request,
    url: joinUrl(settled.url.baseUrl, request.path, request.query),
    auth: { ...auth, cache },
    transport,
    settings: {
      timeouts: resolveTimeouts(options.timeoutMs, options.timeouts, per.timeouts),
      limits: { ...DEFAULT_LIMITS, ...options.limits },
      maxRetries: options.maxRetries ?? 3,
      retryBudget: options.retryBudget ?? sharedRetryBudget,
      now: Date.now,
      random: Math.random,
    },
    scrub: (text) => scrub(text),
    addSecrets(more) {
      const known = new Set(secrets.map((secret) => secret.reveal()));
      const fresh = more.filter((secret) => !known.has(secret.reveal()));
      if (fresh.length === 0) return;
      secrets.push(...fresh);
      scrub = createScrub(secrets, common);
    },
    signal: per.signal,
    near: () => nearModels(target.model.id, table),
    ...(context.elsewhere === undefined ? {} : { elsewhere: context.elsewhere.message }),
    trace,
  };
}

/**
 * The price rows of the model that answered: its own, or those of the model that was asked when the answer names a
 * snapshot of it. A model that is neither has no known price.
 */
export function pricesOf(context: ModelContext, answered: string | undefined): readonly PriceRow[] {
  const { prices, table, target } = context;
  const rows = (id: string): readonly PriceRow[] | undefined => findPrices(table, prices, id);
  // A row that came by `like` or from a maker has this platform's id, which has no price here: that is meant so.
  const asked = (): readonly PriceRow[] => rows(target.model.id) ?? [];
  if (answered === undefined || answered === target.model.id) return asked();
  const own = rows(answered);
  if (own !== undefined) return own;
  return isSnapshotOf(answered, target.model.id) || isSnapshotOf(target.model.id, answered)
    ? asked()
    : [];
}

async function findCredential(
  context: ModelContext,
  signal: AbortSignal,
): Promise<Omit<CallAuth, "cache">> {
  const { settled, parts } = context;
  const { platform, surface, options, url } = settled;
  const place = {
    authenticator: parts.authenticator,
    name: surface.authName,
    prefix: surface.authPrefix,
  };
  if (options.client !== undefined || parts.authenticator.fields.length === 0)
    return { ...place, credential: { fields: {} } };
  const takesApiKey = parts.authenticator.fields.some((field) => field.name === "apiKey");
  const { fields, missing } = environmentFields(context);
  if (settled.key !== undefined && takesApiKey) {
    if (missing.length > 0) throw missingFields(platform, url.endpoint.id, missing);
    const { secret, source, name } = settled.key;
    return {
      ...place,
      credential: { fields: { ...fields, apiKey: secret } },
      // A key given as an argument is told by its mask; the name of its variable says more than "apiKey".
      ...(source === "argument" ? {} : { keyPlace: describeSource(source, name) }),
    };
  }
  if (!takesApiKey && Object.keys(fields).length > 0 && missing.length === 0)
    return { ...place, credential: { fields } };

  const stored =
    options.keyStore === undefined
      ? undefined
      : await (
          await loadChunk(() => import("../keys/find-stored.ts"))
        ).findStored(options.keyStore, platform, url, signal);
  if (stored !== undefined) {
    if (takesApiKey && missing.length > 0) throw missingFields(platform, url.endpoint.id, missing);
    return {
      ...place,
      credential: { fields: { ...fields, apiKey: stored.secret } },
      keyPlace: describeSource("key-store", stored.label),
    };
  }
  if (missing.length > 0) throw missingFields(platform, url.endpoint.id, missing);
  if (platform.keyOptional === true) return { ...place, credential: { fields } };
  throw missingKeyError(platform, surface, url.endpoint.id);
}

/** What an authenticator takes beside an API key, as far as the environment has it. */
function environmentFields({ settled, parts }: ModelContext): {
  fields: Record<string, Secret>;
  missing: string[];
} {
  const { platform, url, environment } = settled;
  const fields: Record<string, Secret> = {};
  const missing: string[] = [];
  for (const field of parts.authenticator.fields) {
    if (field.name === "apiKey") continue;
    const found = environment.find(field.env);
    const value = found === undefined ? undefined : cleanKey(found.value, found.name, platform.id);
    if (found !== undefined && value !== undefined) {
      checkRoute({
        platform: platform.id,
        keySource: found.source,
        keyName: found.name,
        urlSource: url.source,
        urlName: url.name,
        url: url.url,
      });
      fields[field.name] = new Secret(value);
    } else if (field.optional !== true) missing.push(field.env[0] ?? field.name);
  }
  return { fields, missing };
}

function missingFields(
  platform: Platform,
  endpointId: string,
  missing: readonly string[],
): MissingKeyError {
  const page = keyPage(platform, endpointId);
  return new MissingKeyError(
    `Missing or empty required API keys in environment variables: ${missing.join(", ")}.${page === undefined ? "" : `\nYou can obtain the API key from ${page}.`}`,
    { platform: platform.id, hint: `Set ${missing.join(" and ")}.` },
  );
}

// An official client holds its own key, which must not appear in our errors either.
function clientSecrets(client: object | undefined): Secret[] {
  const { apiKey, authToken } = (client ?? {}) as { apiKey?: unknown; authToken?: unknown };
  return [apiKey, authToken]
    .filter((value) => typeof value === "string")
    .map((value) => new Secret(value));
}

async function pickTransport(settled: Settled): Promise<Transport> {
  const { options } = settled;
  if (options.client !== undefined)
    return (await loadChunk(() => import("../transports/client-transport.ts"))).clientTransport(
      options.client,
    );
  if (typeof options.transport === "object") return options.transport;
  if (options.fetch !== undefined) return fetchTransport(options.fetch);
  if (options.transport === "fetch") return fetchTransport();
  if (options.transport === "node") return await namedNodeTransport();
  return await defaultTransport();
}
