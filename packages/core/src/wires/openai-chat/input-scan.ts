/** How far the input of a tool call has come, without keeping it: each piece is looked at once. */
export interface InputScan {
  /** Takes the next piece of the input's text. */
  add(piece: string): void;
  /** The input came as a value of its own. */
  setWhole(): void;
  /** Something has come. */
  readonly begun: boolean;
  /** What has come is one JSON object, from its first brace to its last. */
  readonly whole: boolean;
}

/** Makes the scan of one call. */
export function createInputScan(): InputScan {
  let begun = false;
  let depth = 0;
  let quoted = false;
  let escaped = false;
  let closed = false;
  // Something else than one object: text before its first brace or behind its last.
  let broken = false;

  return {
    add(piece) {
      begun ||= piece !== "";
      if (broken) return;
      for (let at = 0; at < piece.length; at++) {
        const code = piece.charCodeAt(at);
        if (quoted) {
          if (escaped) escaped = false;
          else if (code === 0x5c) escaped = true;
          else if (code === 0x22) quoted = false;
        } else if (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) continue;
        else if (closed || (depth === 0 && code !== 0x7b)) {
          broken = true;
          return;
        } else if (code === 0x22) quoted = true;
        else if (code === 0x7b || code === 0x5b) depth++;
        else if (code === 0x7d || code === 0x5d) closed = --depth === 0;
      }
    },
    setWhole() {
      begun = closed = true;
      broken = false;
    },
    get begun() {
      return begun;
    },
    get whole() {
      return closed && !broken;
    },
  };
}
