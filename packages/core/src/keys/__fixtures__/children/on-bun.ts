/**
 * A program on Bun, or on Node made to look like it: calls OpenAI with what the environment gives, and prints where
 * the key went and under which rules of TLS, or the error's code.
 *
 * @module
 */
import { existsSync } from "node:fs";

if (process.versions["bun"] === undefined) {
  Object.defineProperty(process, "versions", { value: { ...process.versions, bun: "1.0.0" } });
  for (const file of [".env.local", ".env.development", ".env"])
    if (existsSync(file)) process.loadEnvFile(file);
}

const { ModelFactory } = await import("../../../index.ts");
const { findKeyPlace } = await import("../../../keys.ts");
// Bun reads the files of the folder that it was started in.
process.chdir("/");
const options = JSON.parse(process.argv[2] ?? "{}") as object;
let seen: object | undefined;
const spy = (input: unknown, init?: RequestInit): Promise<Response> => {
  const { origin } = new URL(String(input));
  const { headers, tls } = (init ?? {}) as RequestInit & { tls?: object };
  seen = { origin, key: new Headers(headers).get("authorization")?.slice(7), tls: tls ?? null };
  return Promise.resolve(new Response("{}", { status: 401 }));
};
let code: string | undefined;
try {
  await ModelFactory.create("openai/gpt-4o-mini", {}, { ...options, fetch: spy }).generate("Hi");
} catch (error) {
  code = (error as { code?: string }).code;
}
console.log(JSON.stringify(seen ?? { code, place: findKeyPlace("openai")?.source }));
