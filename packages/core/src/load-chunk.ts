import { ByokError } from "./errors/byok-error.ts";
import { NetworkError, PackageMissingError } from "./errors/errors.ts";
import { isBrowser, isServiceWorker } from "./runtime.ts";

/**
 * Loads a part of byok that is kept apart. `load` is a literal `import()`, so that bundlers see it.
 *
 * @throws NetworkError in a browser, where a part comes over the network; PackageMissingError elsewhere, and in a
 * service worker, which may load nothing.
 */
export async function loadChunk<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    throw error instanceof ByokError ? error : chunkError(error);
  }
}

function chunkError(cause: unknown): ByokError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (isServiceWorker()) {
    return new PackageMissingError(`A service worker cannot load a part of byok: ${reason}`, {
      cause,
      hint: "Bundle the service worker into one file (esbuild without `splitting`, Rollup and Vite with `inlineDynamicImports`, webpack with `LimitChunkCountPlugin`), plugins with registerProvider() in it.",
    });
  }
  if (isBrowser()) {
    return new NetworkError(`A part of this page's program could not be loaded: ${reason}`, {
      cause,
      kind: "reset",
      retryable: true,
      hint: "Check the connection and try again; if it goes on, reload the page: a new version of the site may have other files.",
    });
  }
  return new PackageMissingError(`A part of byok could not be loaded: ${reason}`, {
    cause,
    hint: "Install the packages of byok again, and start a program that ran during an update anew; a bundle needs all of its files.",
  });
}
