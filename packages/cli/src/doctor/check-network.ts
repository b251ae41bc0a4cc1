import * as http from "node:http";
import process from "node:process";
import { findPlatform, isByokError } from "@byok/core";
import { createModel } from "../create-model.ts";
import type { KeyRow } from "../keys/key-rows.ts";
import type { CheckContext, CheckLine } from "./check.ts";

const TIMEOUT_MS = 4000;
const CLOCK_WARN_MS = 60_000;
const CLOCK_FAIL_MS = 300_000;

/** Whether each platform with a key can be reached, without its key, and whether the clock agrees with theirs. */
export async function checkNetwork(
  rows: readonly KeyRow[],
  context: CheckContext,
): Promise<CheckLine[]> {
  useProxies();
  const ids = [...new Set(rows.filter((row) => row.enabled).map((row) => row.platform))];
  const visits = await Promise.all(ids.map(async (id) => visit(id, rows, context)));
  const dates = visits.flatMap(({ skewMs }) => (skewMs === undefined ? [] : [skewMs]));
  const none: CheckLine = {
    area: "network",
    state: "ok",
    text: "No key, so no platform to reach.",
  };
  const lines = visits.length === 0 ? [none] : visits.map(({ line }) => line);
  return [...lines, checkClock(dates)];
}

/** What `--offline` leaves out. */
export function networkNotAsked(): CheckLine[] {
  return [
    { area: "network", state: "ok", text: "Not asked (--offline)." },
    { area: "clock", state: "ok", text: "Not compared (--offline)." },
    { area: "local", state: "ok", text: "Not looked for (--offline)." },
  ];
}

/** Proxies from the environment; without a password in what is shown. */
export function checkProxy(): CheckLine[] {
  const names = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"];
  const name = names.find((each) => (process.env[each] ?? "") !== "");
  if (name === undefined) return [{ area: "proxy", state: "ok", text: "No proxy is set." }];
  const value = process.env[name] ?? "";
  if (!URL.canParse(value)) {
    return [
      {
        area: "proxy",
        state: "fail",
        text: `${name} is not an address.`,
        fix: `export ${name}=http://host:port`,
      },
    ];
  }
  const none = process.env["NO_PROXY"] ?? process.env["no_proxy"] ?? "";
  const beside = none === "" ? "" : `, not for ${none}`;
  return [
    { area: "proxy", state: "ok", text: `${name} leads through ${new URL(value).host}${beside}.` },
  ];
}

interface Visit {
  line: CheckLine;
  skewMs?: number;
}

async function visit(
  id: string,
  rows: readonly KeyRow[],
  { envFile }: CheckContext,
): Promise<Visit> {
  const platform = findPlatform(id);
  const region = rows.find((row) => row.platform === id && row.enabled)?.region;
  const name = platform?.name ?? id;
  let address: string;
  try {
    const keyStore = { find: async () => undefined };
    address = createModel(
      id,
      platform?.defaultModel ?? "any",
      {},
      {
        envFile,
        keyStore,
        ...(region === undefined ? {} : { region }),
      },
    ).url;
  } catch (error) {
    if (!isByokError(error)) throw error;
    const text = `${name} has no address that can be tried: ${error.message}`;
    return {
      line: { area: "network", state: "warn", text, fix: `byok keys test ${id} --url <address>` },
    };
  }
  const { host } = new URL(address);
  const sent = Date.now();
  try {
    const response = await fetch(address, {
      method: "HEAD",
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    const came = Date.now();
    const date = Date.parse(response.headers.get("date") ?? "");
    const line: CheckLine = {
      area: "network",
      state: "ok",
      text: `${name} answers at ${host} in ${came - sent} ms.`,
    };
    return Number.isNaN(date) ? { line } : { line, skewMs: (sent + came) / 2 - date - 500 };
  } catch (error) {
    const { code = "no connection" } = (error as { cause?: { code?: string } }).cause ?? {};
    const slow = (error as Error).name === "TimeoutError";
    const why = slow ? `no answer in ${TIMEOUT_MS / 1000} s` : code;
    const fix = FIXES[code] ?? `curl -sSI ${address}`;
    return {
      line: {
        area: "network",
        state: "fail",
        text: `${name} cannot be reached at ${host}: ${why}.`,
        fix,
      },
    };
  }
}

const FIXES: Readonly<Record<string, string>> = {
  ENOTFOUND: "check the connection and the name server: ping -c 1 one.one.one.one",
  EAI_AGAIN: "check the connection and the name server: ping -c 1 one.one.one.one",
  ECONNREFUSED: "start the server, or correct its address",
  CERT_HAS_EXPIRED: "check this machine's clock: date",
};

function checkClock(skews: readonly number[]): CheckLine {
  if (skews.length === 0) {
    const text = `No platform answered to compare with; here it is ${new Date().toISOString()}.`;
    return { area: "clock", state: "warn", text, fix: "compare with another clock: date -u" };
  }
  // One server may be wrong itself; the nearest counts.
  const skewMs = skews.reduce((best, each) => (Math.abs(each) < Math.abs(best) ? each : best));
  const seconds = Math.round(Math.abs(skewMs) / 1000);
  if (Math.abs(skewMs) < CLOCK_WARN_MS) {
    return { area: "clock", state: "ok", text: "The clock agrees with the servers." };
  }
  return {
    area: "clock",
    state: Math.abs(skewMs) < CLOCK_FAIL_MS ? "warn" : "fail",
    text: `The clock is ${seconds} s ${skewMs > 0 ? "ahead" : "behind"}; signed requests and certificates fail.`,
    fix: "sudo timedatectl set-ntp true",
  };
}

/** Lets `fetch` go through the proxies that requests go through, where this Node can. */
function useProxies(): void {
  const { setGlobalProxyFromEnv } = http as { setGlobalProxyFromEnv?: () => unknown };
  setGlobalProxyFromEnv?.();
}
