import { ModelFactory } from "@byok/core";

import { alternate } from "./alternate.ts";
import type { Measure } from "./measure.ts";
import { sendRawRequest } from "./raw-client.ts";
import { ratio } from "./streams.ts";

const REQUESTS = 300;
const AT_ONCE = 50;

/** CPU time of a small request and its answer, one after another and many at once. */
export async function measureRequests(origin: string, rounds: number): Promise<Measure[]> {
  const model = ModelFactory.create({
    modelPlatform: "openai",
    modelType: "gpt-4o-mini",
    apiKey: "bench",
    url: `${origin}/small/v1`,
  });
  const byok = (): Promise<unknown> => model.generate("Hello");
  const raw = (): Promise<unknown> => sendRawRequest(`${origin}/small/v1/chat/completions`);
  const times = await alternate(
    [
      { name: "raw in turn", run: () => inTurn(raw) },
      { name: "byok in turn", run: () => inTurn(byok) },
      { name: "raw at once", run: () => atOnce(raw) },
      { name: "byok at once", run: () => atOnce(byok) },
    ],
    { rounds, warmups: 3 },
  );
  return [
    ratio("small request, in turn", times.get("byok in turn")!, times.get("raw in turn")!),
    ratio(
      `small request, ${AT_ONCE} at once`,
      times.get("byok at once")!,
      times.get("raw at once")!,
    ),
  ];
}

async function inTurn(send: () => Promise<unknown>): Promise<number> {
  for (let sent = 0; sent < REQUESTS; sent++) await send();
  return REQUESTS;
}

async function atOnce(send: () => Promise<unknown>): Promise<number> {
  for (let sent = 0; sent < REQUESTS; sent += AT_ONCE)
    await Promise.all(Array.from({ length: AT_ONCE }, send));
  return REQUESTS;
}
