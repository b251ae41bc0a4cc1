/** Caps on what a server may send; generous, so that no honest answer meets them. */
export interface Limits {
  /** The longest event or line, in bytes. Default 64 MiB. */
  maxFrameBytes: number;
  /** The longest answer, in bytes after decompression. Default 1 GiB. */
  maxBodyBytes: number;
  /** How much of an error body is read. Default 64 KiB. */
  maxErrorBytes: number;
  /** How deep JSON may nest. Default 200. */
  maxJsonDepth: number;
  /** The longest input of one tool call, in characters. Default 16 Mi. */
  maxToolInputChars: number;
}

/** The caps used when the caller sets none. */
export const DEFAULT_LIMITS: Limits = {
  maxFrameBytes: 64 * 1024 * 1024,
  maxBodyBytes: 1024 * 1024 * 1024,
  maxErrorBytes: 64 * 1024,
  maxJsonDepth: 200,
  maxToolInputChars: 16 * 1024 * 1024,
};

/** Tells whether JSON text nests deeper than `max`, in one pass without parsing. */
export function nestsDeeperThan(text: string, max: number): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === 92) index++;
      else if (code === 34) inString = false;
    } else if (code === 34) inString = true;
    else if (code === 91 || code === 123) {
      if (++depth > max) return true;
    } else if (code === 93 || code === 125) depth--;
  }
  return false;
}
