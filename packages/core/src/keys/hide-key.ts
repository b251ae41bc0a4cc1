const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** Keeps a vendor's own client, which holds its key as plain text, from printing it in `console.log` and JSON. */
export function hideKey<T extends { baseURL: string }>(client: T, name: string): T {
  const shown = (): object => ({ client: name, baseURL: client.baseURL });
  for (const method of [INSPECT, "toJSON"])
    Object.defineProperty(client, method, { value: shown, configurable: true });
  return client;
}
