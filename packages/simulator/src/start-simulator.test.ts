import { afterEach, describe, expect, it } from "vitest";
import { ModelFactory } from "@byok/core";
import { startSimulator, type Simulator, type SimulatorOptions } from "./index.ts";

let simulator: Simulator | undefined;
afterEach(async () => await simulator?.close());

async function start(options?: SimulatorOptions): Promise<Simulator> {
  simulator = await startSimulator(options);
  return simulator;
}

describe("the simulator platform", () => {
  it("works without a key, streamed and whole", async () => {
    const { url } = await start();
    const model = ModelFactory.create("simulator/sim-1", {}, { url });
    const whole = await model.generate("Hello there");
    expect(whole.text).toContain("byok simulator");
    expect(whole.text).toContain("Hello there");
    const streamed = await model.stream("Hello there").result();
    expect(streamed.text).toBe(whole.text);
    expect(streamed.usage).toMatchObject({ input: whole.usage.input, output: whole.usage.output });
    expect(whole.cost).toMatchObject({ amount: "0", complete: true });
  });
});
