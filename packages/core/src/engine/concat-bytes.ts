/** Joins chunks into one array, of at most `max` bytes. Default: all of them. */
export function concatBytes(chunks: readonly Uint8Array[], max: number = Infinity): Uint8Array {
  const length = Math.min(
    max,
    chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0),
  );
  const whole = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    if (offset >= length) break;
    const piece = chunk.subarray(0, length - offset);
    whole.set(piece, offset);
    offset += piece.byteLength;
  }
  return whole;
}
