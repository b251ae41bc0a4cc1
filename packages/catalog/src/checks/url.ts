/**
 * What is wrong with the URL of a page (documentation, keys, a source); undefined when nothing is.
 *
 * @param text - The URL as written.
 */
export function pageUrlFault(text: string): string | undefined {
  if (text.includes("{")) return "a page's URL has no {var} places";
  const fault = urlFault(text);
  if (fault !== undefined) return fault;
  const url = new URL(text);
  if (url.protocol !== "https:") return "not an https URL";
  return url.port === "" ? undefined : "a page's URL has no port";
}

/**
 * What is wrong with a base URL as far as it can be told without its platform; undefined when nothing is.
 * `{var}` places are allowed where the host still ends in a literal domain.
 *
 * @param text - The URL as written.
 */
export function baseUrlFault(text: string): string | undefined {
  const fault = urlFault(text);
  if (fault !== undefined) return fault;
  if (/[?#]/.test(text)) return "a base URL has no query and no fragment";
  const [, base, operation] = OPERATION.exec(text) ?? [];
  if (operation !== undefined)
    return `ends in ${operation}, the path of one operation: leave it out, as in ${base}`;
  if (text.endsWith("/")) return "must not end with a slash";
  if (/\/(\.|%2e){1,2}(\/|$)/i.test(text)) return "must not have . or .. steps";
  return undefined;
}

/** Whether a URL that passed its check points to the user's own machine. */
export function isLoopbackUrl(text: string): boolean {
  return LOOPBACK.test(hostOf(text));
}

/** The port that a URL writes, such as `8000`; empty when it writes none. */
export function portOf(text: string): string {
  return new URL(fillPlaces(text)).port;
}

/** The names of the `{var}` places of a URL or path. */
export function placesOf(text: string): string[] {
  return [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? "");
}

/**
 * What is wrong with a path below a base URL; undefined when nothing is.
 *
 * @param text - The path as written, with `{model}` and `{var}` places.
 */
export function pathFault(text: string): string | undefined {
  if (!text.startsWith("/") || text.startsWith("//")) return "must begin with one slash";
  if (!/^[\x21-\x7e]+$/.test(text) || /[\\#<>"'`|^]/.test(text))
    return "has characters that a path does not have";
  if (/(^|\/)\.{1,2}(\/|$|\?)/.test(text)) return "must not have . or .. steps";
  return placeFault(text);
}

/** What a wire appends itself; a URL that has it already would have it twice. */
const OPERATION =
  /^(.+?)((?:\/chat)?\/completions|\/messages|\/embeddings|\/models|\/responses|\/rerank)\/?$/i;

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])$/;

function urlFault(text: string): string | undefined {
  if (!/^[\x21-\x7e]+$/.test(text)) return "a URL has plain ASCII characters only";
  if (/[\\<>"'`|^]/.test(text)) return "has characters that a URL does not have";
  const places = placeFault(text);
  if (places !== undefined) return places;
  if (!/^https?:\/\//.test(text)) return "not an https URL";
  let url: URL;
  try {
    url = new URL(fillPlaces(text));
  } catch {
    return "not a URL";
  }
  if (url.username !== "" || url.password !== "" || authorityOf(text).includes("@")) {
    return "a URL has no user name and no password";
  }
  return hostFault(text, url);
}

function hostFault(text: string, url: URL): string | undefined {
  const host = hostOf(text);
  if (LOOPBACK.test(host)) return undefined;
  if (url.protocol !== "https:") return "not an https URL";
  if (host !== host.toLowerCase() && !host.includes("{")) return "the host must be in lower case";
  // The URL parser turns 0x7f.1 and 2130706433 into dotted numbers.
  if (/^[\d.]+$/.test(url.hostname) || url.hostname.startsWith("["))
    return "the host must be a name, not an address";
  if (host.includes("%") || host.endsWith(".") || /(^|\.)xn--/i.test(host))
    return "the host must be a plain name";
  const labels = host.split(".");
  const ending = labels.slice(-2);
  if (labels.length < 2) return "the host must be a full domain name";
  if (ending.some((label) => label.includes("{")))
    return "the host must end in a literal domain, after its {var} places";
  if (/\.(local|localhost|internal|lan|home|corp|onion|arpa)$/.test(host))
    return "the host must be a public name";
  if (!/^[a-z0-9.-]+$/.test(url.hostname)) return "the host must be a plain name";
  return undefined;
}

function placeFault(text: string): string | undefined {
  const outside = text.replaceAll(/\{[a-z][A-Za-z0-9]*\}/g, "");
  return /[{}]/.test(outside) ? "a place is written {name}, with a camelCase name" : undefined;
}

function fillPlaces(text: string): string {
  return text.replaceAll(/\{[^{}]*\}/g, "v");
}

function authorityOf(text: string): string {
  return /^https?:\/\/([^/?#]*)/.exec(text)?.[1] ?? "";
}

function hostOf(text: string): string {
  return authorityOf(text).replace(/^.*@/, "").replace(/:\d*$/, "");
}
