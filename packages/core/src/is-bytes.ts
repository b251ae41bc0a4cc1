/**
 * Whether a value is a `Uint8Array`, of whatever realm: a test environment and a frame of a page have classes of their
 * own, and `TextEncoder` may bring another realm's.
 */
export function isBytes(value: unknown): value is Uint8Array {
  return (
    ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === "[object Uint8Array]"
  );
}
