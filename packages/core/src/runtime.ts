interface Host {
  process?: {
    versions?: { node?: string; bun?: string };
    release?: { name?: string };
  };
  window?: unknown;
  document?: unknown;
  importScripts?: unknown;
  WorkerGlobalScope?: unknown;
  ServiceWorkerGlobalScope?: unknown;
}

const host = globalThis as Host;

/** Whether this program runs on Bun, which names itself Node wherever it can. */
export function isBun(): boolean {
  return host.process?.versions?.bun !== undefined;
}

/** Whether this program runs on Node itself. */
export function isNode(): boolean {
  const { versions, release } = host.process ?? {};
  return versions?.node !== undefined && release?.name === "node" && !isBun();
}

/** Whether this program runs in a page or a worker of a browser, where the rules for other origins (CORS) hold. */
export function isBrowser(): boolean {
  if (typeof host.document === "object" && typeof host.window === "object") return true;
  // Edge runtimes have the scopes of workers, and load no scripts.
  return typeof host.WorkerGlobalScope === "function" && typeof host.importScripts === "function";
}

/** Whether this program is a browser's service worker, where `import()` is refused. */
export function isServiceWorker(): boolean {
  return typeof host.ServiceWorkerGlobalScope === "function" && isBrowser();
}
