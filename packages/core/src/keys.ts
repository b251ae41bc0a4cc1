/**
 * What a program needs that handles keys but makes no request: errors, the key store's interface, key cleaning and
 * the rows of the platforms. It loads in a tenth of the time of the whole package.
 *
 * @module
 */
export { ByokError, isByokError } from "./errors/byok-error.ts";
export type { ErrorCode, ErrorDetails } from "./errors/byok-error.ts";
export {
  AbortedError,
  InvalidRequestError,
  PackageMissingError,
  UnknownPlatformError,
} from "./errors/errors.ts";
export { cleanKey } from "./keys/clean-key.ts";
export { keyPage } from "./keys/key-page.ts";
export { findKeyPlace } from "./keys/key-place.ts";
export type { KeyPlace } from "./keys/key-place.ts";
export type { KeyStore, StoredKey } from "./keys/key-store.ts";
export { longestPrefix, maskKey } from "./keys/mask-key.ts";
export { Secret } from "./keys/secret.ts";
export { findPlatform, nearPlatforms } from "./catalog-access/find-platform.ts";
export { listPlatforms } from "./catalog-access/list-platforms.ts";
export type { Endpoint, Platform, Surface } from "./catalog/platform.ts";
