const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** Numbers that depend on a text and a seed only (FNV-1a into mulberry32). */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** A text of letters and digits. */
  text(length: number, alphabet?: string): string;
}

/** Makes the random numbers of one purpose. */
export function createRandom(seed: number, purpose: string): Random {
  let state = hash(`${seed}:${purpose}`);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    next,
    text(length, alphabet = ALPHANUMERIC) {
      let made = "";
      for (let i = 0; i < length; i += 1)
        made += alphabet.charAt(Math.floor(next() * alphabet.length));
      return made;
    },
  };
}

/** A 32-bit hash of a text (FNV-1a). */
export function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}
