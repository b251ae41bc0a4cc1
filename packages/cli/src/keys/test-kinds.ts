import { isByokError, type ErrorCode, type KeyStatus } from "@byok/core";
import type { ExitName } from "../errors/exit-codes.ts";

/** What the test of a key found. */
export type TestKind = KeyStatus | "model-missing" | "region";

/** What the words of a kind are made from. */
export interface TestFacts {
  /** The platform's id and name. */
  platform: string;
  name: string;
  /** Where keys are made. */
  page: string | undefined;
  /** The platform's regions, where it has several. */
  regions: readonly string[];
  /** The model that was asked for. */
  model: string | undefined;
}

/** One kind: its exit code, its sentence, and the command that helps. */
interface KindWords {
  exit: ExitName;
  says(facts: TestFacts): string;
  next(facts: TestFacts): string;
}

const at = (page: string | undefined): string => (page === undefined ? "" : ` (${page})`);

/** Every kind of result. */
export const TEST_KINDS: Readonly<Record<TestKind, KindWords>> = {
  ok: {
    exit: "ok",
    says: ({ name }) => `${name} accepts the key.`,
    next: ({ platform }) => `byok ask -m ${platform} "Hello"`,
  },
  invalid: {
    exit: "key-refused",
    says: ({ name, regions }) =>
      `${name} does not accept the key: it is wrong, expired or revoked${regions.length > 1 ? `, or of another region (${regions.join(", ")})` : ""}.`,
    next: ({ platform, page, regions }) =>
      `byok keys add ${platform}${regions.length > 1 ? " --region <region>" : ""}${at(page)}`,
  },
  "no-permission": {
    exit: "key-refused",
    says: ({ name }) => `${name} knows the key, but it may not do this.`,
    next: ({ platform }) => `byok models ${platform} --live`,
  },
  "model-missing": {
    exit: "no-model",
    says: ({ name, model }) => `The key works, but ${name} has no model "${model ?? ""}" for it.`,
    next: ({ platform }) => `byok models ${platform} --live`,
  },
  "rate-limited": {
    exit: "try-later",
    says: ({ name }) => `The key works; ${name} limits its rate at the moment.`,
    next: ({ platform }) => `wait a minute, then byok keys test ${platform}`,
  },
  quota: {
    exit: "money",
    says: ({ name }) => `The key works, but its ${name} account has no credit or quota left.`,
    next: ({ platform, page }) => `add credit${at(page)}, then byok keys test ${platform}`,
  },
  region: {
    exit: "key-refused",
    says: ({ name }) => `${name} does not serve the region that the request came from.`,
    next: () => "byok platforms (for a platform that serves your region)",
  },
  "wrong-url": {
    exit: "network",
    says: ({ name }) => `The address does not answer like ${name}, or the key may not go there.`,
    next: ({ platform }) => `byok keys test ${platform} --url <the right address>`,
  },
  network: {
    exit: "network",
    says: ({ name }) => `${name} cannot be reached; nothing is known of the key.`,
    next: () => "byok doctor",
  },
  timeout: {
    exit: "timeout",
    says: ({ name }) => `${name} took too long; nothing is known of the key.`,
    next: ({ platform }) => `byok keys test ${platform} --timeout 60s`,
  },
  server: {
    exit: "server",
    says: ({ name }) => `${name} has a fault of its own; nothing is known of the key.`,
    next: ({ platform }) => `wait a minute, then byok keys test ${platform}`,
  },
  unverifiable: {
    exit: "unproved",
    says: ({ name }) => `${name} has no free request that proves a key.`,
    next: ({ platform }) => `byok keys test ${platform} --probe`,
  },
};

const BY_CODE: Readonly<Partial<Record<ErrorCode, TestKind>>> = {
  authentication: "invalid",
  missing_key: "invalid",
  permission: "no-permission",
  model_not_found: "model-missing",
  rate_limit: "rate-limited",
  overloaded: "rate-limited",
  quota_exceeded: "quota",
  origin: "wrong-url",
  redirect: "wrong-url",
  protocol: "wrong-url",
  network: "network",
  timeout: "timeout",
};

/** How vendors say that they do not serve a country. */
const REGION =
  /unsupported[_ ]country|country, region,? or territory|(not|isn't) (available|supported|allowed) in your (country|region|location)|location is not supported/i;

/** Whether an error says that the country or region is not served. */
export function isRegionError(error: unknown): boolean {
  return isByokError(error) && error.code !== "network" && REGION.test(error.message);
}

/** The kind of an error of a request; undefined for what is a fault of byok. */
export function kindOfError(error: unknown): TestKind | undefined {
  if (!isByokError(error)) return undefined;
  if (isRegionError(error)) return "region";
  return BY_CODE[error.code] ?? "server";
}
