/**
 * A call where reading a variable throws, as on Deno without `--allow-env`. The last argument is the address; on Deno
 * the one before it is the bundle, since it reads no TypeScript in the form of our sources.
 *
 * @module
 */
let denied = false;
const isDeno = "Deno" in globalThis;
if (!isDeno) {
  const check = (name: string | symbol): void => {
    // Node itself reads others.
    if (!/OPENAI|_PROXY/i.test(String(name))) return;
    denied = true;
    throw Object.assign(new Error("Requires env access"), { name: "NotCapable" });
  };
  const env = new Proxy(process.env, {
    get: (target, name) => (check(name), Reflect.get(target, name) as unknown),
    has: (target, name) => (check(name), Reflect.has(target, name)),
    getOwnPropertyDescriptor: (target, name) => (
      check(name), Reflect.getOwnPropertyDescriptor(target, name)
    ),
  });
  Object.defineProperty(process, "env", { value: env });
}
const [url = "", bundle = "../../../index.ts"] = process.argv.slice(2).reverse();
const { ModelFactory } = (await import(isDeno ? bundle : "../../../index.ts")) as typeof import("../../../index.ts");
const model = ModelFactory.create("openai/gpt-4o-mini", {}, { url, apiKey: "sk-1234567890" });
console.log(JSON.stringify({ text: (await model.generate("Hi")).text, denied }));
