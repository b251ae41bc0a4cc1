import type { Endpoint, Platform, Surface } from "../catalog/platform.ts";
import { InvalidRequestError } from "../errors/errors.ts";
import { isLoopbackHost } from "../transports/loopback.ts";
import type { Environment } from "./environment.ts";
import type { UrlSource } from "./origin-rule.ts";

/** The address that a platform answers at, and who chose it. */
export interface ResolvedUrl {
  /** Without a slash at its end. */
  baseUrl: string;
  url: URL;
  source: UrlSource;
  /** The argument, variable or endpoint that gave it. */
  name: string;
  endpoint: Endpoint;
  vars: Record<string, string>;
}

/** What an address is made from. */
export interface ResolveUrlOptions {
  url?: string | undefined;
  /** An endpoint's id or region. */
  region?: string | undefined;
  vars?: Readonly<Record<string, string>> | undefined;
  allowInsecureHttp?: boolean | undefined;
}

/**
 * Resolves a base URL: argument, then the environment, then the catalog's endpoint with its variables filled in.
 *
 * @throws InvalidRequestError for an unknown region, a missing variable, or a URL that is not safe to send a key to.
 */
export function resolveUrl(
  platform: Platform,
  surface: Surface,
  environment: Environment,
  options: ResolveUrlOptions,
): ResolvedUrl {
  const endpoint = findEndpoint(platform, options.region);
  const { vars, fromFile } = findVars(platform, environment, options.vars);
  // Whoever gives a region's address is answered there, and pays there.
  if (options.url !== undefined) return done(options.url, "argument", "url", answering);
  const found = environment.find(platform.baseUrlEnv ?? [], "address");
  if (found !== undefined) return done(found.value.trim(), found.source, found.name, answering);
  const template = surface.baseUrls?.[endpoint.id] ?? surface.baseUrl ?? endpoint.baseUrl;
  if (template === undefined) {
    const names = platform.baseUrlEnv?.[0];
    throw new InvalidRequestError(`${platform.name} has no address of its own.`, {
      platform: platform.id,
      hint: `Pass the server's address as \`url\`${names === undefined ? "" : `, or set ${names}`}.`,
    });
  }
  // A `.env` file that completes an address has chosen it: another resource is another's server.
  const chosen = [...fromFile].find(([name]) => template.includes(`{${name}}`));
  const address = fill(template, platform, vars);
  return chosen === undefined
    ? done(address, "catalog", endpoint.id)
    : done(address, "env-file", chosen[1]);

  function answering(baseUrl: string): Endpoint {
    return endpointAt(platform, baseUrl, surface, endpoint) ?? endpoint;
  }

  function done(
    text: string,
    source: UrlSource,
    name: string,
    answeredBy: (baseUrl: string) => Endpoint = () => endpoint,
  ): ResolvedUrl {
    const url = checkUrl(text, name, platform, options.allowInsecureHttp === true);
    const baseUrl = url.href.replace(/\/+$/, "");
    return { baseUrl, url, source, name, endpoint: answeredBy(baseUrl), vars };
  }
}

/** Joins an operation's path to a base URL; segments that end the one and begin the other are written once. */
export function joinUrl(baseUrl: string, path: string, query?: Record<string, string>): URL {
  const url = new URL(baseUrl);
  const [pathname = "", search] = path.split("?", 2);
  const base = url.pathname.replace(/\/+$/, "");
  // Users paste https://host/v1 where the path is /v1/messages, and the other way round.
  const segments = pathname.split("/");
  let overlap = segments.length;
  while (overlap > 1 && !base.endsWith(segments.slice(0, overlap).join("/"))) overlap--;
  const rest =
    overlap > 1
      ? segments
          .slice(overlap)
          .map((segment) => `/${segment}`)
          .join("")
      : pathname;
  const joined = new URL(`${url.origin}${base}${rest}`);
  joined.search = [url.search.slice(1), search ?? ""].filter((part) => part !== "").join("&");
  for (const [name, value] of Object.entries(query ?? {})) joined.searchParams.set(name, value);
  return joined;
}

/**
 * One of a platform's endpoints by id or region; the first when none is named.
 *
 * @throws InvalidRequestError for a region that the platform does not have.
 */
export function findEndpoint(platform: Platform, region: string | undefined): Endpoint {
  const [first] = platform.endpoints;
  if (region === undefined) return first ?? { id: "default" };
  const found = platform.endpoints.find(
    (endpoint) => endpoint.id === region || endpoint.region === region,
  );
  if (found !== undefined) return found;
  throw new InvalidRequestError(`${platform.name} has no region "${region}".`, {
    platform: platform.id,
    hint: `Use one of ${platform.endpoints.map((endpoint) => endpoint.id).join(", ")}.`,
  });
}

/**
 * The endpoint of a platform that an address belongs to: the one with that very address, of several the one that is
 * `meant`; else the only one on its host. Undefined for any other server, such as a proxy.
 */
export function endpointAt(
  platform: Platform,
  baseUrl: string,
  surface?: Surface,
  meant?: Endpoint,
): Endpoint | undefined {
  const addressOf = (endpoint: Endpoint): string | undefined =>
    surface?.baseUrls?.[endpoint.id] ?? endpoint.baseUrl;
  const exact = platform.endpoints.filter((endpoint) => addressOf(endpoint) === baseUrl);
  if (exact.length > 0) return exact.find((endpoint) => endpoint === meant) ?? exact[0];
  const { origin } = new URL(baseUrl);
  const onHost = platform.endpoints.filter((endpoint) => {
    const address = addressOf(endpoint);
    return address !== undefined && URL.canParse(address) && new URL(address).origin === origin;
  });
  return onHost.length === 1 ? onHost[0] : undefined;
}

function findVars(
  platform: Platform,
  environment: Environment,
  given: Readonly<Record<string, string>> = {},
): { vars: Record<string, string>; fromFile: Map<string, string> } {
  const vars: Record<string, string> = { ...given };
  const fromFile = new Map<string, string>();
  for (const [name, rule] of Object.entries(platform.vars ?? {})) {
    const found = given[name] === undefined ? environment.find(rule.env, "address") : undefined;
    const value = given[name] ?? found?.value.trim() ?? rule.default;
    if (value !== undefined) vars[name] = value;
    if (found?.source === "env-file") fromFile.set(name, found.name);
  }
  return { vars, fromFile };
}

function fill(template: string, platform: Platform, vars: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = vars[name];
    const rule = platform.vars?.[name];
    if (value === undefined) {
      throw new InvalidRequestError(
        `${platform.name} needs ${rule?.what ?? name}, and nothing gives it.`,
        {
          platform: platform.id,
          hint: `Set ${rule?.env[0] ?? `vars.${name}`}, or pass the whole address as \`url\`.`,
        },
      );
    }
    // The value goes into a host name: anything else than a label would choose another host for the key.
    if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/.test(value)) {
      throw new InvalidRequestError(
        `${rule?.env[0] ?? name} is not a name that can stand in an address.`,
        {
          platform: platform.id,
          hint: "Use letters, digits and hyphens only; for a whole address pass `url`.",
        },
      );
    }
    return value;
  });
}

function checkUrl(text: string, name: string, platform: Platform, allowInsecureHttp: boolean): URL {
  const where = { platform: platform.id };
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new InvalidRequestError(`The address from ${name} is not a URL.`, {
      ...where,
      hint: "Write it like https://host.example/v1.",
    });
  }
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw new InvalidRequestError(`The address from ${name} must begin with https://.`, {
      ...where,
      hint: `It begins with ${url.protocol}//.`,
    });
  }
  if (url.username !== "" || url.password !== "") {
    throw new InvalidRequestError(`The address from ${name} holds a user name or password.`, {
      ...where,
      hint: "Pass the key as `apiKey`.",
    });
  }
  if (url.protocol === "http:" && !isLoopbackHost(url.hostname) && !allowInsecureHttp) {
    throw new InvalidRequestError(
      `The address from ${name} (${url.host}) is plain http: a key and prompt would go over the network unprotected.`,
      {
        ...where,
        hint: "Use https, or pass `allowInsecureHttp: true` for a server on your own network.",
      },
    );
  }
  url.hash = "";
  return url;
}
