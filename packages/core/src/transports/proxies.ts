import { BlockList, isIP } from "node:net";
import { InvalidRequestError } from "../errors/errors.ts";
import { readVariable } from "../keys/environment.ts";

/** The proxies that the environment names. */
export interface Proxies {
  httpProxy: string | undefined;
  httpsProxy: string | undefined;
  noProxy: string | undefined;
}

/** No proxy at all. */
export const NO_PROXIES: Proxies = {
  httpProxy: undefined,
  httpsProxy: undefined,
  noProxy: undefined,
};

/**
 * Reads HTTP_PROXY, HTTPS_PROXY and NO_PROXY; the lower-case names win, as everywhere.
 *
 * @throws InvalidRequestError for a proxy address that is no URL; its value may hold a password and is not shown.
 */
export function readProxies(): Proxies {
  return {
    httpProxy: proxyUrl("http_proxy", "HTTP_PROXY"),
    httpsProxy: proxyUrl("https_proxy", "HTTPS_PROXY"),
    noProxy: readVariable("no_proxy") ?? readVariable("NO_PROXY"),
  };
}

/**
 * Tells whether NO_PROXY names the network of an address, such as `192.168.0.0/16`. Names, single addresses and ports
 * are read by undici, which knows no networks.
 */
export function isInNoProxyNetwork(hostname: string, noProxy: string | undefined): boolean {
  if (noProxy?.includes("/") !== true) return false;
  const address = hostname.replace(/^\[|\]$/g, "");
  const version = isIP(address);
  if (version === 0) return false;
  const family = version === 4 ? "ipv4" : "ipv6";
  return noProxy.split(/[\s,]+/).some((entry) => {
    const [network = "", bits = ""] = entry.split("/");
    if (isIP(network) !== version || !/^\d{1,3}$/.test(bits)) return false;
    if (Number(bits) > (version === 4 ? 32 : 128)) return false;
    const list = new BlockList();
    list.addSubnet(network, Number(bits), family);
    return list.check(address, family);
  });
}

/** Hosts (`name:port`) of the proxies of the environment, to tell their failures from the platform's. */
export function proxyHosts(): string[] {
  return [
    readVariable("http_proxy") ?? readVariable("HTTP_PROXY"),
    readVariable("https_proxy") ?? readVariable("HTTPS_PROXY"),
  ]
    .filter((text) => text !== undefined && URL.canParse(text))
    .map((text) => {
      const { hostname, port, protocol } = new URL(text!);
      return `${hostname}:${port === "" ? (protocol === "https:" ? "443" : "80") : port}`;
    });
}

function proxyUrl(...names: string[]): string | undefined {
  const name = names.find((candidate) => (readVariable(candidate) ?? "") !== "");
  if (name === undefined) return undefined;
  const text = readVariable(name)!;
  if (URL.canParse(text) && /^(https?|socks5?):$/.test(new URL(text).protocol)) return text;
  throw new InvalidRequestError(`${name} is not the address of a proxy.`, {
    hint: `Write it like http://proxy.example:8080, or unset ${name}.`,
  });
}
