import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { shownOn } from "../__fixtures__/tiny-terminal.ts";
import type { Io } from "../io.ts";
import { createLineReader, type Entry, type LineReader } from "./line-reader.ts";

const COLUMNS = 40;
const HOME = "\u001b[H";
const PASTE = ["\u001b[200~", "\u001b[201~"] as const;
const readers: LineReader[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  for (const reader of readers.splice(0)) reader.close();
});

/** A reader on a fake terminal, and what stands on it. */
function open() {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => stdin });
  const stdout = Object.assign(new PassThrough(), { isTTY: true, columns: COLUMNS });
  let written = "";
  stdout.on("data", (chunk: Buffer) => (written += chunk.toString()));
  const io: Io = { stdin, stdout, stderr: new PassThrough(), env: {} };
  const reader = createLineReader(io);
  readers.push(reader);
  /** Types in one piece, as a paste does, and waits until it was read. */
  const paste = async (text: string): Promise<void> => {
    stdin.write(text);
    await turn();
  };
  return {
    reader,
    stdin,
    stdout,
    written: () => written,
    screen: () => shownOn(COLUMNS, written),
    paste,
    type: async (text: string): Promise<void> => {
      for (const character of text) await paste(character);
    },
  };
}

/** Streams hand on in a later turn of the loop. */
const turn = async (): Promise<void> =>
  await new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));

/** What comes of an entry in a second: the reader waits a moment for more of a paste. */
async function within(entry: Promise<Entry>): Promise<Entry | "nothing"> {
  vi.advanceTimersByTime(1000);
  await turn();
  return await Promise.race([entry, Promise.resolve("nothing" as const)]);
}

const line = (text: string): Entry => ({ kind: "line", text });

describe("pasted text of several lines", () => {
  it.each([
    ["marked as a paste", `${PASTE[0]}one\r\rtwo\rthree${PASTE[1]}`, "one\n\ntwo\nthree"],
    ["marked, with an end of line", `${PASTE[0]}one\rtwo\r${PASTE[1]}`, "one\ntwo\n"],
    ["marked, of one line", `${PASTE[0]}one${PASTE[1]}`, "one"],
    ["not marked, without an end of line", "one\rtwo\rthree", "one\ntwo\nthree"],
  ])("is sent whole, and not before Enter: %s", async (_, text, whole) => {
    const terminal = open();
    const entry = terminal.reader.next("> ");
    await terminal.paste(text);
    expect(await within(entry)).toBe("nothing");
    await terminal.paste("\r");
    expect(await within(entry)).toEqual(line(whole));
  });

  it("can be gone on with, and shows all of it", async () => {
    const terminal = open();
    const entry = terminal.reader.next("> ");
    await terminal.type("see: ");
    await terminal.paste(`${PASTE[0]}one\rtwo${PASTE[1]}`);
    await terminal.type(" and more");
    expect(terminal.screen()).toEqual(["> see: one", "… two and more"]);
    await terminal.paste("\r");
    expect(await within(entry)).toEqual(line("see: one\ntwo and more"));
  });

  it("is dropped whole by Ctrl-C", async () => {
    const terminal = open();
    const entry = terminal.reader.next("> ");
    await terminal.paste(`${PASTE[0]}one\rtwo${PASTE[1]}`);
    await terminal.paste("\u0003");
    await terminal.paste("three\r");
    expect(await within(entry)).toEqual(line("three"));
  });

  it("keeps its lines where it comes during an answer", async () => {
    const terminal = open();
    const first = terminal.reader.next("> ");
    await terminal.paste("question\r");
    expect(await within(first)).toEqual(line("question"));
    await terminal.reader.during(
      () => {},
      async () => await terminal.paste(`${PASTE[0]}one\rtwo\rthree${PASTE[1]}`),
    );
    const entry = terminal.reader.next("> ");
    await turn();
    expect(terminal.screen().slice(-3)).toEqual(["> one", "… two", "… three"]);
    expect(await within(entry)).toBe("nothing");
    await terminal.paste("\r");
    expect(await within(entry)).toEqual(line("one\ntwo\nthree"));
  });

  it("is asked of the terminal while a line is read, and no longer", async () => {
    const terminal = open();
    expect(terminal.written()).toContain("\u001b[?2004h");
    expect(terminal.written()).not.toContain("\u001b[?2004l");
    terminal.reader.close();
    await turn();
    expect(terminal.written().endsWith("\u001b[?2004l")).toBe(true);
  });
});

describe("the end of the input", () => {
  it.each([
    ["sends a line that Enter has ended", "one\r", line("one")],
    ["sends nothing of a paste that Enter has not ended", "one\rtwo", { kind: "end" as const }],
    ["sends no line that goes on", "one \\\r", { kind: "end" as const }],
  ])("%s", async (_, text, given) => {
    const terminal = open();
    const entry = terminal.reader.next("> ");
    await terminal.paste(text);
    terminal.stdin.end();
    await turn();
    expect(await within(entry)).toEqual(given);
  });
});

describe("a line that is longer than the terminal is wide", () => {
  const long = "this is a long line that goes on and on and does not fit on one row at all";
  const rows = ["> this is a long line that goes on and o", "n and does not fit on one row at all"];

  it("is drawn once when it was pasted and is then changed at its beginning", async () => {
    const terminal = open();
    void terminal.reader.next("> ");
    await terminal.paste(long);
    expect(terminal.screen()).toEqual(rows);
    await terminal.paste(HOME);
    await terminal.paste("X");
    expect(terminal.screen()).toEqual([
      "> Xthis is a long line that goes on and",
      "on and does not fit on one row at all",
    ]);
  });

  it("is drawn once, of wide characters too", async () => {
    const terminal = open();
    void terminal.reader.next("> ");
    await terminal.paste("漢字".repeat(18));
    await terminal.paste("\u007f");
    const text = `${"漢字".repeat(17)}漢`;
    expect(terminal.screen()).toEqual([`> ${text.slice(0, 19)}`, text.slice(19)]);
  });

  it("leaves what stands above it when Ctrl-C drops it", async () => {
    const terminal = open();
    terminal.stdout.write("above\n");
    void terminal.reader.next("> ");
    await terminal.type(long);
    await terminal.paste("\u0003");
    expect(terminal.screen()).toEqual(["above", ...rows.slice(0, 1), `${rows[1]}^C`, ">"]);
  });

  it("leaves what stands above it when it was typed during an answer", async () => {
    const terminal = open();
    const first = terminal.reader.next("> ");
    await terminal.paste("question\r");
    expect(await within(first)).toEqual(line("question"));
    await terminal.reader.during(
      () => {},
      async () => {
        terminal.stdout.write("the answer\n");
        await terminal.type(long);
      },
    );
    void terminal.reader.next("> ");
    await turn();
    expect(terminal.screen()).toEqual(["> question", "the answer", ...rows]);
  });

  it("is drawn from its first row when the terminal becomes narrower and wraps it anew", async () => {
    const terminal = open();
    void terminal.reader.next("> ");
    await terminal.type(long);
    const before = terminal.written().length;
    terminal.stdout.columns = 20;
    terminal.stdout.emit("resize");
    await turn();
    // Two and 74 columns: the cursor stands on the fourth row of twenty.
    expect(terminal.written().slice(before)).toMatch(/^\u001b\[3A/);
    const full = terminal.written().length;
    terminal.stdout.columns = 38;
    terminal.stdout.emit("resize");
    await turn();
    // Two rows that are full: the cursor stands behind the second.
    expect(terminal.written().slice(full)).toMatch(/^\u001b\[1A/);
  });
});

describe("Ctrl-Z", () => {
  it("gives the terminal back as it was, and goes on when the program does", async () => {
    const terminal = open();
    const entry = terminal.reader.next("> ");
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    await terminal.type("half");
    await terminal.paste("\u001a");
    expect(kill).toHaveBeenCalledWith(process.pid, "SIGTSTP");
    expect(terminal.written()).toMatch(/\u001b\[\?2004l$/);
    process.emit("SIGCONT");
    await turn();
    expect(terminal.screen().at(-1)).toBe("> half");
    expect(terminal.written()).toMatch(/\u001b\[\?2004l[\s\S]*\u001b\[\?2004h/);
    await terminal.paste(" a line\r");
    expect(await within(entry)).toEqual(line("half a line"));
  });
});
