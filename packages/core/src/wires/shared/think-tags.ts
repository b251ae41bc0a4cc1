/** Splits text that may begin with `<think>…</think>` into reasoning and answer, whatever the chunks. */
export interface ThinkSplitter {
  push(text: string): void;
  /** The text has ended: what was held back is given out. */
  end(): void;
  /** True when the answer has begun: from here on text needs no splitting. */
  readonly through: boolean;
}

const OPEN = "<think>";
const CLOSE = "</think>";

/**
 * Makes a splitter for one choice. Only a tag at the very start counts (white space may stand before it); white
 * space after either tag belongs to neither side.
 */
export function createThinkSplitter(
  onReasoning: (text: string) => void,
  onText: (text: string) => void,
): ThinkSplitter {
  let state: "start" | "trimReasoning" | "reasoning" | "trimAnswer" | "through" = "start";
  let held = "";

  function step(text: string): void {
    switch (state) {
      case "start":
        start(held + text);
        return;
      case "trimReasoning": {
        const rest = text.trimStart();
        if (rest === "") return;
        state = "reasoning";
        inside(rest);
        return;
      }
      case "reasoning":
        inside(held + text);
        return;
      case "trimAnswer": {
        const rest = text.trimStart();
        if (rest === "") return;
        state = "through";
        onText(rest);
        return;
      }
      case "through":
        onText(text);
    }
  }

  function start(text: string): void {
    const trimmed = text.trimStart();
    held = "";
    if (trimmed.startsWith(OPEN)) {
      state = "trimReasoning";
      step(trimmed.slice(OPEN.length));
    } else if (OPEN.startsWith(trimmed)) {
      held = text;
    } else {
      state = "through";
      onText(text);
    }
  }

  function inside(text: string): void {
    const at = text.indexOf(CLOSE);
    held = "";
    if (at !== -1) {
      if (at > 0) onReasoning(text.slice(0, at));
      state = "trimAnswer";
      step(text.slice(at + CLOSE.length));
      return;
    }
    const keep = tailThatMayClose(text);
    if (keep < text.length) onReasoning(text.slice(0, text.length - keep));
    held = keep === 0 ? "" : text.slice(text.length - keep);
  }

  return {
    push(text) {
      if (text !== "") step(text);
    },
    end() {
      const rest = held;
      held = "";
      if (rest === "") return;
      if (state === "start") onText(rest);
      else onReasoning(rest);
      if (state === "start") state = "through";
    },
    get through() {
      return state === "through";
    },
  };
}

function tailThatMayClose(text: string): number {
  for (let length = Math.min(CLOSE.length - 1, text.length); length > 0; length--) {
    if (CLOSE.startsWith(text.slice(text.length - length))) return length;
  }
  return 0;
}
