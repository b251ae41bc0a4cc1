/** Strips terminal control from text that comes in pieces. */
export interface Sanitizer {
  /** The safe part of what has come so far; a sequence cut by the end of the piece is remembered. */
  push(text: string): string;
  /** What is left at the end. */
  end(): string;
}

type State = "ground" | "escape" | "intermediate" | "csi" | "string" | "single-shift";

// C0 but \n and \t, DEL, C1, bidi and other invisible format controls, noncharacters (our own style marks).
const UNSAFE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufdd0-\ufdef\ufff9-\ufffb]/;
const UNSAFE_ALL = new RegExp(UNSAFE.source, "g");
/** Longest sequence that is swallowed whole; a longer one is no sequence but an attempt to hide text. */
const MAX_SEQUENCE = 8192;

/**
 * Makes a sanitizer: of all control characters only line feed and tab pass; escape sequences (CSI, OSC, DCS, …) are
 * removed whole, also when they are cut into pieces, and bidi controls are removed.
 */
export function createSanitizer(): Sanitizer {
  let state: State = "ground";
  let length = 0;
  let held = "";

  function push(piece: string): string {
    const text = held + piece;
    held = "";
    if (text === "") return "";
    const last = text.charCodeAt(text.length - 1);
    // Half an emoji would be written as U+FFFD.
    const end = last >= 0xd800 && last <= 0xdbff ? text.length - 1 : text.length;
    held = text.slice(end);
    const whole = end === text.length ? text : text.slice(0, end);
    if (state === "ground" && !UNSAFE.test(whole)) return whole;
    let safe = "";
    for (let index = 0; index < whole.length; index += 1)
      safe += step(whole.charCodeAt(index), whole.charAt(index));
    return safe;
  }

  function step(code: number, char: string): string {
    switch (state) {
      case "ground":
        return ground(code, char);
      case "escape":
        return escape(code, char);
      case "intermediate":
        if (code >= 0x20 && code <= 0x2f) return "";
        state = "ground";
        return code >= 0x30 && code <= 0x7e ? "" : ground(code, char);
      case "single-shift":
        state = "ground";
        return code >= 0x20 && code <= 0x7e ? "" : ground(code, char);
      case "csi":
        length += 1;
        if (code >= 0x20 && code <= 0x3f && length < MAX_SEQUENCE) return "";
        state = "ground";
        return code >= 0x40 && code <= 0x7e ? "" : ground(code, char);
      default:
        return string(code, char);
    }
  }

  function ground(code: number, char: string): string {
    if (code === 0x1b) state = "escape";
    else if (code === 0x9b) enter("csi");
    else if (code === 0x90 || code === 0x98 || (code >= 0x9d && code <= 0x9f)) enter("string");
    else if (code === 0x8e || code === 0x8f) state = "single-shift";
    return UNSAFE.test(char) ? "" : char;
  }

  function escape(code: number, char: string): string {
    state = "ground";
    if (code === 0x5b) enter("csi");
    else if (code === 0x5d || code === 0x50 || code === 0x58 || code === 0x5e || code === 0x5f)
      enter("string");
    else if (code === 0x4e || code === 0x4f) state = "single-shift";
    else if (code >= 0x20 && code <= 0x2f) state = "intermediate";
    else if (code < 0x30 || code > 0x7e) return ground(code, char);
    return "";
  }

  function string(code: number, char: string): string {
    length += 1;
    if (code === 0x1b) {
      state = "escape";
      return "";
    }
    const ends = code === 0x07 || code === 0x9c || code === 0x18 || code === 0x1a;
    // A line feed ends it too, so that an open sequence never hides more than one line.
    if (ends || code === 0x0a || length >= MAX_SEQUENCE) state = "ground";
    return code === 0x0a ? char : "";
  }

  function enter(next: State): void {
    state = next;
    length = 0;
  }

  return {
    push,
    end() {
      held = "";
      state = "ground";
      return "";
    },
  };
}

/** Strips terminal control from one whole text. */
export function sanitize(text: string): string {
  return UNSAFE.test(text) ? createSanitizer().push(text) : text;
}

/** Strips terminal control and puts all on one line: for ids, names and table cells. */
export function sanitizeLine(text: string): string {
  return sanitize(text).replaceAll(/\s+/g, " ").trim();
}

/** Writes a value as JSON in which no character can control a terminal; the value itself is unchanged. */
export function safeJson(value: unknown, indent = 2): string {
  return JSON.stringify(value, undefined, indent).replaceAll(UNSAFE_ALL, (char) =>
    char === "\n" ? char : `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
