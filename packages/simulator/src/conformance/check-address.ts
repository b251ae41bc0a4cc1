import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { findPlatform, MissingKeyError, OriginError } from "@byok/core";
import type { Endpoint, Surface } from "@byok/core/provider";
import type { Bench } from "./bench.ts";
import { captureFetch, type Captured } from "./capture.ts";
import type { ConformanceCheck } from "./check.ts";
import { fill, sampleVars, withEnvironment } from "./environment.ts";
import { UNKNOWN_MODEL, type Subject } from "./subject.ts";

const PATHS: Readonly<Record<string, string>> = {
  "openai-chat": "/chat/completions",
  "anthropic-messages": "/v1/messages",
};

/** Address, key and names. */
export const ADDRESS_CHECKS: readonly ConformanceCheck[] = [
  {
    name: "is found by its id and all its aliases",
    run({ subject: { platform } }) {
      for (const name of [platform.id, ...(platform.aliases ?? [])])
        expect(findPlatform(name)?.id, name).toBe(platform.id);
      return Promise.resolve();
    },
  },
  {
    name: "sends to the catalog's address, with the key where the platform wants it",
    applies: ({ platform, surface }) =>
      platform.endpoints.some((endpoint) => templateOf(surface, endpoint) !== undefined),
    async run(bench) {
      const { platform, surface } = bench.subject;
      for (const endpoint of platform.endpoints) {
        const template = templateOf(surface, endpoint);
        if (template === undefined) continue;
        const { request, vars } = await capture(bench, { apiKey: bench.key, region: endpoint.id });
        const [sample] = bench.subject.samples;
        const filled = `${fill(template, vars)}${fill(surface.path ?? PATHS[surface.wire] ?? "", { ...vars, model: encodeURIComponent(sample?.id ?? "") })}`;
        expect(`${request.url.origin}${request.url.pathname}`, endpoint.id).toBe(
          filled.replace("/v1/v1/", "/v1/").split("?")[0],
        );
        if (surface.auth === "none") expect(everySent(request)).not.toContain(bench.key);
        else expect(sentKey(request, surface)).toBe(bench.key);
        for (const [name, value] of Object.entries(platform.headers?.fixed ?? {}))
          expect(request.headers.get(name), name).toBe(fill(value, vars));
      }
    },
  },
  {
    name: "takes the key from each of its environment names, in their order",
    applies: (subject) =>
      keyNames(subject, subject.platform.endpoints[0]).length > 0 &&
      subject.surface.auth !== "none",
    async run(bench) {
      const { subject } = bench;
      const { platform, surface } = subject;
      const names = keyNames(subject, platform.endpoints[0]);
      const values = Object.fromEntries(
        names.map((name, index) => [name, `${bench.key}-${index}`]),
      );
      for (const [index, name] of names.entries()) {
        const from = Object.fromEntries(
          names.slice(index).map((each) => [each, values[each] ?? ""]),
        );
        // Set but blank is not set.
        const blank = Object.fromEntries(names.slice(0, index).map((each) => [each, "  "]));
        for (const environment of [{ [name]: values[name] ?? "" }, { ...blank, ...from }]) {
          const { request } = await capture(bench, {}, environment);
          expect(
            sentKey(request, surface),
            `${name} among ${Object.keys(environment).join(", ")}`,
          ).toBe(values[name]);
        }
      }
      const { request } = await capture(bench, { apiKey: bench.key }, values);
      expect(sentKey(request, surface), "the argument wins").toBe(bench.key);
    },
  },
  {
    name: "takes a region's own key name for its region",
    applies: ({ platform }) => platform.endpoints.some(({ keyEnv }) => keyEnv !== undefined),
    async run(bench) {
      const { platform, surface } = bench.subject;
      for (const endpoint of platform.endpoints) {
        for (const name of endpoint.keyEnv ?? []) {
          const { request, vars } = await capture(bench, {}, { [name]: bench.key });
          expect(
            request.url.href.startsWith(fill(templateOf(surface, endpoint) ?? "", vars)),
            `${name}: ${request.url.href}`,
          ).toBe(true);
          expect(sentKey(request, surface)).toBe(bench.key);
        }
      }
    },
  },
  {
    name: "names the environment variable and the key page when the key is missing",
    applies: ({ platform, surface }) => platform.keyOptional !== true && surface.auth !== "none",
    async run(bench) {
      const { subject } = bench;
      const { platform } = subject;
      for (const endpoint of platform.endpoints) {
        const error = await withEnvironment(platform, {}, () =>
          thrownBy(() =>
            bench.bare(subject.samples[0]!, { url: bench.simulator.url, region: endpoint.id }),
          ),
        );
        expect(error).toBeInstanceOf(MissingKeyError);
        const missing = error as MissingKeyError;
        const page = endpoint.keysUrl ?? platform.keysUrl ?? platform.docsUrl;
        const [name] = keyNames(subject, endpoint);
        expect(missing.message).toBe(
          `Missing or empty required API keys in environment variables: ${name}.${page === undefined ? "" : `\nYou can obtain the API key from ${page}.`}`,
        );
        expect(missing).toMatchObject({
          code: "missing_key",
          platform: platform.id,
          retryable: false,
        });
        expect(missing.hint).toContain(name);
      }
    },
  },
  {
    name: "answers without a key, and sends none",
    applies: ({ platform }) => platform.keyOptional === true,
    async run(bench) {
      const { platform, samples } = bench.subject;
      await withEnvironment(platform, {}, () =>
        bench.bare(samples[0]!, { url: bench.simulator.url }).generate("Hello"),
      );
      expect(bench.last().credential).toBeUndefined();
      expect(bench.last().status).toBe(200);
    },
  },
  {
    name: "takes its address from each of its environment names, in their order",
    applies: ({ platform }) => (platform.baseUrlEnv ?? []).length > 0,
    async run(bench) {
      const { platform, samples } = bench.subject;
      const names = platform.baseUrlEnv ?? [];
      for (const [index, name] of names.entries()) {
        const others = Object.fromEntries(
          names.slice(index + 1).map((each) => [each, "https://second.invalid/v1"]),
        );
        const url = await withEnvironment(
          platform,
          { [name]: bench.simulator.url, ...others },
          () => bench.bare(samples[0]!, { apiKey: bench.key }).url,
        );
        expect(url, name).toBe(bench.simulator.url);
      }
    },
  },
  {
    name: "lets no project file choose where a key of the environment goes",
    applies: (subject) =>
      (subject.platform.baseUrlEnv ?? []).length > 0 &&
      keyNames(subject, subject.platform.endpoints[0]).length > 0 &&
      subject.surface.auth !== "none",
    async run(bench) {
      const { platform, samples } = bench.subject;
      const [name] = keyNames(bench.subject, platform.endpoints[0]);
      const folder = await mkdtemp(join(tmpdir(), "byok-conformance-"));
      try {
        const envFile = join(folder, ".env");
        await writeFile(envFile, `${platform.baseUrlEnv?.[0]}=https://elsewhere.invalid/v1\n`);
        const error = await withEnvironment(platform, { [name ?? ""]: bench.key }, () =>
          thrownBy(() => bench.bare(samples[0]!, { envFile })),
        );
        expect(error).toBeInstanceOf(OriginError);
        const { message, hint } = error as OriginError;
        expect(message).toContain("https://elsewhere.invalid");
        expect(message).toContain(name);
        expect(message).not.toContain(bench.key);
        expect(hint).not.toBe("");
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
];

/** The address before the operation's path, with its places open. */
function templateOf(surface: Surface, endpoint: Endpoint): string | undefined {
  return surface.baseUrls?.[endpoint.id] ?? surface.baseUrl ?? endpoint.baseUrl;
}

function keyNames({ platform, surface }: Subject, endpoint: Endpoint | undefined): string[] {
  return [...(endpoint?.keyEnv ?? []), ...(surface.env ?? platform.env)];
}

/** Sends one request into a captured fetch, with a value for every place of the address, from the environment where it has a name. */
async function capture(
  bench: Bench,
  options: object,
  environment: Readonly<Record<string, string>> = {},
): Promise<{ request: Captured; vars: Record<string, string> }> {
  const { platform, surface, samples } = bench.subject;
  const vars = sampleVars(platform);
  const named: Record<string, string> = {};
  const given: Record<string, string> = {};
  for (const [name, { env }] of Object.entries(platform.vars ?? {})) {
    if (env[0] === undefined) given[name] = vars[name] ?? "";
    else named[env[0]] = vars[name] ?? "";
  }
  const hasAddress = platform.endpoints.some(
    (endpoint) => templateOf(surface, endpoint) !== undefined,
  );
  const { fetch, requests } = captureFetch();
  let thrown: unknown;
  await withEnvironment(platform, { ...named, ...environment }, async () => {
    const url = hasAddress ? {} : { url: "https://given.invalid/v1" };
    const model = bench.bare(samples[0]!, { ...url, vars: given, ...options, fetch });
    thrown = await model.generate({ messages: "Hello" }).catch((error: unknown) => error);
  });
  const [request] = requests;
  if (request === undefined)
    throw new Error(`Nothing was sent for ${samples[0]?.id ?? UNKNOWN_MODEL}.`, { cause: thrown });
  return { request, vars };
}

function sentKey(
  { url, headers }: Captured,
  { auth, authName, authPrefix }: Surface,
): string | null {
  const prefix = auth === "bearer" ? "Bearer " : (authPrefix ?? "");
  const value =
    auth === "query"
      ? url.searchParams.get(authName ?? "key")
      : headers.get(auth === "bearer" ? "authorization" : (authName ?? ""));
  // Without its prefix a key is not where the platform wants it.
  return value?.startsWith(prefix) === true ? value.slice(prefix.length) : null;
}

function everySent({ url, headers }: Captured): string {
  return [decodeURIComponent(url.href), ...[...headers].flat()].join("\n");
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
