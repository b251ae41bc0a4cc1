import { findPlatform, nearPlatforms } from "../catalog-access/find-platform.ts";
import type { Platform, Surface } from "../catalog/platform.ts";
import { matchesGlob } from "../config/glob.ts";
import { copyJson } from "../config/copy-json.ts";
import { checkConfig } from "../config/check-config.ts";
import { sharedPolicy } from "../catalog-access/shared-policy.ts";
import { resolveTimeouts } from "../engine/timeouts.ts";
import { InvalidRequestError, UnknownPlatformError } from "../errors/errors.ts";
import { openEnvironment, type Environment } from "../keys/environment.ts";
import { checkRoute } from "../keys/origin-rule.ts";
import { findKey, missingKeyError, type FoundKey } from "../keys/resolve-key.ts";
import { resolveUrl, type ResolvedUrl } from "../keys/resolve-url.ts";
import { knownAuthenticator } from "../registry/registry.ts";
import { asOfficialClient, checkClientSpeaks } from "../transports/official-client.ts";
import type { WireConfig } from "../spi/request.ts";
import { checkOptions } from "./check-options.ts";
import type { ModelOptions } from "./model-options.ts";

/** What `create` settles at once, before any network. */
export interface Settled {
  platform: Platform;
  surface: Surface;
  modelType: string | undefined;
  config: WireConfig;
  like: string | undefined;
  url: ResolvedUrl;
  key: FoundKey | undefined;
  environment: Environment;
  options: ModelOptions;
}

/** What `create` is given. */
export interface SettleInput {
  modelPlatform: string;
  modelType?: string | undefined;
  modelConfig?: object | undefined;
  like?: string | undefined;
  options: ModelOptions;
}

/**
 * Settles platform, surface, address, key and config.
 *
 * @throws UnknownPlatformError, MissingKeyError, InvalidRequestError, OriginError.
 */
export function settle(input: SettleInput): Settled {
  const { options } = input;
  checkOptions(options);
  const platform = requirePlatform(input.modelPlatform);
  if (
    input.modelType !== undefined &&
    (typeof input.modelType !== "string" || input.modelType.trim() === "")
  ) {
    throw new InvalidRequestError("modelType must be the id of a model.", {
      platform: platform.id,
      hint:
        platform.defaultModel === undefined
          ? "Name a model of the platform."
          : `For example "${platform.defaultModel}".`,
    });
  }
  if (input.like !== undefined) checkLike(input.like, platform);
  const surface = pickSurface(platform, input.modelType, options.surface);
  checkConfig(input.modelConfig, sharedPolicy(platform, surface), {
    platform: platform.id,
    model: input.modelType,
  });
  resolveTimeouts(options.timeoutMs, options.timeouts);
  const environment = openEnvironment(options.envFile);
  const { url, key } = route(platform, surface, environment, options);
  return {
    platform,
    surface,
    modelType: input.modelType,
    // A copy, since what the caller changes later is not checked again.
    config: copyJson((input.modelConfig ?? {}) as WireConfig),
    like: input.like,
    url,
    key,
    environment,
    options,
  };
}

// The model of it is looked up at the first call, when the tables are loaded.
function checkLike(like: unknown, platform: Platform): void {
  const slash = typeof like === "string" ? like.indexOf("/") : -1;
  if (typeof like !== "string" || slash < 1 || slash === like.length - 1) {
    throw new InvalidRequestError("`like` must name a model of the catalog.", {
      platform: platform.id,
      hint: 'Write it as "platform/model", such as "openai/gpt-5".',
    });
  }
  requirePlatform(like.slice(0, slash));
}

/**
 * Finds a platform by any of its names.
 *
 * @throws UnknownPlatformError with near names.
 */
export function requirePlatform(name: string): Platform {
  const platform = typeof name === "string" ? findPlatform(name) : undefined;
  if (platform !== undefined) return platform;
  const near = typeof name === "string" ? nearPlatforms(name) : [];
  throw new UnknownPlatformError(`Unknown model platform: ${name}`, {
    hint:
      near.length > 0
        ? `Did you mean ${near.join(", ")}?`
        : "`byok platforms` lists them; for any OpenAI-compatible server use openai-compatible-model with `url`.",
  });
}

/**
 * The surface that serves a model: the one asked for, else the first that fits its id.
 *
 * @throws InvalidRequestError when the platform has no such surface.
 */
function pickSurface(
  platform: Platform,
  model: string | undefined,
  wanted: string | undefined,
): Surface {
  if (wanted !== undefined) {
    const found = platform.surfaces.find((surface) => surface.wire === wanted);
    if (found !== undefined) return found;
    throw new InvalidRequestError(`${platform.name} has no surface "${wanted}".`, {
      platform: platform.id,
      hint: `Use one of ${platform.surfaces.map((surface) => surface.wire).join(", ")}.`,
    });
  }
  const id = model ?? platform.defaultModel;
  const fits = (surface: Surface): boolean =>
    surface.models === undefined || (id !== undefined && matchesGlob(surface.models, id));
  return platform.surfaces.find(fits) ?? platform.surfaces[0]!;
}

// An authenticator of a plugin that is not loaded yet takes the platform's key, unless the surface has other fields.
function takesApiKey(platform: Platform, surface: Surface): boolean {
  const authenticator = knownAuthenticator(surface.auth);
  return authenticator === undefined
    ? surface.env === undefined && platform.env.length > 0
    : authenticator.fields.some((field) => field.name === "apiKey");
}

function route(
  platform: Platform,
  surface: Surface,
  environment: Environment,
  options: ModelOptions,
): { url: ResolvedUrl; key: FoundKey | undefined } {
  const usesApiKey = takesApiKey(platform, surface);
  if (options.client !== undefined) {
    // The client has an address and a key of its own, and only the client's key goes there.
    const { baseURL } = asOfficialClient(options.client);
    checkClientSpeaks(options.client, platform, surface);
    return {
      url: resolveUrl(platform, surface, environment, { ...options, url: baseURL }),
      key: undefined,
    };
  }
  const needsKey = usesApiKey && options.keyStore === undefined && platform.keyOptional !== true;
  let url: ResolvedUrl;
  try {
    url = resolveUrl(platform, surface, environment, options);
  } catch (error) {
    // Of two things that are missing the key is named first; an address that is there and wrong goes before both.
    const isGiven =
      (options.url ?? options.region ?? environment.find(platform.baseUrlEnv ?? [])) !== undefined;
    const isMissing = findKey(platform, surface, environment, options) === undefined;
    if (needsKey && !isGiven && isMissing) throw missingKeyError(platform, surface, undefined);
    throw error;
  }
  let key = usesApiKey
    ? findKey(platform, surface, environment, {
        apiKey: options.apiKey,
        endpointId: url.endpoint.id,
      })
    : undefined;
  if (key === undefined && usesApiKey && options.region === undefined) {
    // A key under a region's own name says which region is meant.
    for (const endpoint of platform.endpoints) {
      if (endpoint.keyEnv === undefined) continue;
      key = findKey(platform, surface, environment, { endpointId: endpoint.id });
      if (key === undefined) continue;
      url = resolveUrl(platform, surface, environment, { ...options, region: endpoint.id });
      break;
    }
  }
  if (key !== undefined) {
    checkRoute({
      platform: platform.id,
      keySource: key.source,
      keyName: key.name,
      urlSource: url.source,
      urlName: url.name,
      url: url.url,
    });
  } else if (needsKey) {
    throw missingKeyError(platform, surface, url.endpoint.id);
  }
  return { url, key };
}
