import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { PackageMissingError } from "@byok/core";
import type { ByokError } from "@byok/core";
import type { Platform, Surface } from "@byok/core/provider";
import { createModel, openBench, type Bench, type OpenBenchOptions } from "./bench.ts";
import { CONFORMANCE_CHECKS } from "./checks.ts";
import { withEnvironment } from "./environment.ts";
import { isSpoken, loadSubject, platformOf } from "./subject.ts";

/** How conformance is run. */
export interface ConformanceOptions {
  /** Only this wire; every wire that the simulator speaks when absent. */
  wire?: string;
}

/** What one check found. */
export interface ConformanceResult {
  wire: string;
  check: string;
  /** Absent when the check holds. */
  error?: Error;
}

/**
 * Registers the tests of one catalog entry, made from its row alone: the real client against a server that refuses
 * what the row says the platform refuses. A platform whose wires have no package yet must say which one to install.
 *
 * @throws Error when the catalog has no such platform.
 * @example
 * for (const { id } of listPlatforms()) describeConformance(id);
 */
export function describeConformance(platformId: string, options: ConformanceOptions = {}): void {
  const platform = platformOf(platformId);
  const surfaces = surfacesOf(platform, options.wire);
  const register =
    surfaces.length === 0
      ? () => {
          it("names the package that it needs", () => checkMissingPackage(platform));
        }
      : () => {
          for (const surface of surfaces) describeSurface(platform, surface);
        };
  describe(`platform ${platform.id}`, () => {
    register();
  });
}

/** Runs the checks without a test runner's report, so that a program can look at what they found. */
export async function runConformance(
  platformId: string,
  options: ConformanceOptions &
    Omit<OpenBenchOptions, "wire"> & { checks?: readonly string[] } = {},
): Promise<ConformanceResult[]> {
  const results: ConformanceResult[] = [];
  for (const { wire } of surfacesOf(platformOf(platformId), options.wire)) {
    const bench = await openBench(platformId, { ...options, wire });
    try {
      for (const check of CONFORMANCE_CHECKS) {
        if (
          options.checks?.includes(check.name) === false ||
          check.applies?.(bench.subject) === false
        )
          continue;
        bench.simulator.set({});
        const error = await check.run(bench).then(() => undefined, toError);
        results.push({ wire, check: check.name, ...(error === undefined ? {} : { error }) });
      }
    } finally {
      await bench.close();
    }
  }
  return results;
}

/** The surfaces of a platform that the simulator can serve, one for each wire. */
function surfacesOf(platform: Platform, wire: string | undefined): Surface[] {
  const spoken = platform.surfaces.filter(
    (surface) => isSpoken(surface) && (wire === undefined || surface.wire === wire),
  );
  return spoken.filter(
    (surface, index) => spoken.findIndex((other) => other.wire === surface.wire) === index,
  );
}

function describeSurface(platform: Platform, surface: Surface): void {
  describe(`over ${surface.wire}`, async () => {
    const subject = await loadSubject(platform, surface);
    let bench: Bench | undefined;
    beforeAll(async () => {
      bench = await openBench(platform.id, { wire: surface.wire });
    });
    beforeEach(() => bench?.simulator.set({}));
    afterAll(async () => await bench?.close());
    const checks = CONFORMANCE_CHECKS.filter((check) => check.applies?.(subject) !== false);
    it.each(checks.map((check) => [check.name, check] as const))("%s", async (...[, check]) => {
      if (bench === undefined) throw new Error("The simulator did not start.");
      await check.run(bench);
    });
  });
}

/** A platform without a wire that is there says what to install, and nothing is sent. */
async function checkMissingPackage(platform: Platform): Promise<void> {
  const [surface] = platform.surfaces;
  if (surface === undefined) throw new Error(`${platform.id} has no surface.`);
  const { samples } = await loadSubject(platform, surface);
  const [sample] = samples;
  const error = await withEnvironment(platform, {}, async () => {
    const model = createModel({
      modelPlatform: platform.id,
      ...(sample === undefined ? {} : { modelType: sample.id }),
      apiKey: "conformance-key",
      url: "http://127.0.0.1:9",
      maxRetries: 0,
    });
    return await model.generate("Hello").catch((thrown: unknown) => thrown);
  });
  expect(error).toBeInstanceOf(PackageMissingError);
  const { hint, message } = error as ByokError;
  expect(`${message} ${hint}`).toMatch(/@byok\/[a-z-]+/);
  expect(hint).not.toBe("");
}

function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
