import { createRetryBudget, ModelFactory } from "@byok/core";
import type { ChatModel, ModelOptions, Result } from "@byok/core";
import type { JsonObject, Platform } from "@byok/core/provider";
import type { ReceivedRequest, Simulator } from "../options.ts";
import { startSimulator } from "../start-simulator.ts";
import { environmentNames, sampleVars } from "./environment.ts";
import { demandedOf } from "./sample-values.ts";
import { loadSubject, platformOf, type SampleModel, type Subject } from "./subject.ts";

/** A surface under test: the real client on one side, a server that holds it to the catalog on the other. */
export interface Bench {
  subject: Subject;
  simulator: Simulator;
  /** The only key that the server takes. */
  key: string;
  /** A model of the platform, with its key, sending to the simulator; what its rules require is set unless the config says null. */
  model(sample: SampleModel, config?: object, options?: ModelOptions): ChatModel;
  /** The same without key and address. */
  bare(sample: SampleModel, options?: ModelOptions): ChatModel;
  /** The last request that the server received. */
  last(): ReceivedRequest;
  /** The body of the last request. */
  body(): JsonObject;
  close(): Promise<void>;
}

/** How a bench is opened. */
export interface OpenBenchOptions {
  /** The wire to test; the platform's first when absent. */
  wire?: string;
  /** What the server expects instead of the catalog's row: for proofs that a wrong row is noticed. */
  expected?: Platform;
  /** Stands between client and server: for proofs that a client that errs is noticed. */
  fetch?: typeof globalThis.fetch;
  /** Changes what the checks go by, and not the client: for proofs that a client that ignores it is noticed. */
  judge?: (subject: Subject) => Subject;
}

/** A key in the platform's form that is easy to find in a text. */
function keyOf(platform: Platform): string {
  return `${platform.keyPrefixes?.[0] ?? ""}conformance-5e1f7a2b9c-${platform.id}`;
}

/** Opens a bench for one surface of a platform. */
export async function openBench(
  platformId: string,
  options: OpenBenchOptions = {},
): Promise<Bench> {
  const platform = platformOf(platformId);
  const surface = platform.surfaces.find(
    ({ wire }) => options.wire === undefined || wire === options.wire,
  );
  if (surface === undefined)
    throw new Error(`${platformId} has no surface "${options.wire ?? ""}".`);
  const loaded = await loadSubject(platform, surface);
  const subject = options.judge?.(loaded) ?? loaded;
  const key = keyOf(platform);
  const simulator = await startSimulator({
    platform: options.expected ?? platform,
    models: subject.rows,
    keys: [key],
  });
  const environment = new Set(environmentNames(platform));
  for (const name of environment) delete process.env[name];
  const common: ModelOptions = {
    maxRetries: 0,
    retryBudget: createRetryBudget(),
    ...(subject.index === 0 ? {} : { surface: surface.wire }),
    ...(platform.vars === undefined ? {} : { vars: sampleVars(platform) }),
  };
  const create = (sample: SampleModel, config: object, rest: ModelOptions): ChatModel =>
    createModel({
      modelPlatform: platform.id,
      modelType: sample.id,
      modelConfig: { ...demandedOf(sample, surface.wire), ...config },
      ...common,
      ...rest,
    });
  const last = (): ReceivedRequest => {
    const request = simulator.requests.at(-1);
    if (request === undefined) throw new Error("The server has received nothing.");
    return request;
  };
  return {
    subject,
    simulator,
    key,
    model: (sample, config = {}, rest = {}) =>
      create(sample, config, {
        apiKey: key,
        url: simulator.url,
        ...(options.fetch === undefined ? {} : { fetch: options.fetch }),
        ...rest,
      }),
    bare: (sample, rest = {}) => create(sample, {}, rest),
    last,
    body: () => last().body ?? {},
    close: () => simulator.close(),
  };
}

/** Makes a model of ids that are known at run time only, so that no literal type can stand for them. */
export const createModel: (options: object) => ChatModel = ModelFactory.create;

/** What two runs of one request must agree in: everything but ids of the transport, timing and raw bytes. */
export function comparable(result: Result<unknown>): object {
  const { response, usage, ...rest } = result;
  const { raw: _, ...classes } = usage;
  return clean({
    ...rest,
    usage: classes,
    response: { id: response.id, model: response.model },
  }) as object;
}

// A whole answer has no raw text of a tool's input on every wire, and no stream of a platform's own.
function clean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(clean);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(
    ([name, each]) => name !== "rawInput" && each !== undefined,
  );
  return Object.fromEntries(entries.map(([name, each]) => [name, clean(each)]));
}
