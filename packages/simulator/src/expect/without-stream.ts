import type { JsonObject, NeutralParameter } from "@byok/core/provider";
import type { Expectations } from "./expectations.ts";
import { fieldOf } from "./fields.ts";

/** A body without all that depends on whether it asks for a stream: the same words get the same ids, streamed or not. */
export function withoutStream(body: JsonObject, { wire, policy }: Expectations): JsonObject {
  const rules = (policy.rules ?? []).filter(({ when }) => when.stream !== undefined);
  const names = rules.flatMap(({ set, drop = [], forbid = [] }) => [
    ...(Object.keys(set ?? {}) as NeutralParameter[]),
    ...drop,
    ...forbid,
  ]);
  const fields = [
    "stream",
    "stream_options",
    ...Object.keys(policy.stream?.disable ?? {}),
    ...names.map((name) => fieldOf(wire, name, policy) ?? name),
  ];
  const left = new Set(fields.map((field) => field.split(".")[0] ?? field));
  return Object.fromEntries(Object.entries(body).filter(([name]) => !left.has(name)));
}
