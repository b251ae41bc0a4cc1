import { createInputScan, type InputScan } from "./input-scan.ts";

/** One tool call of a choice, as far as it has come. */
export interface StreamedCall {
  /** Its place among the choice's calls, from 0: the key of the wire events. */
  key: number;
  id: string;
  name: string;
  /** How far its input has come: tells whether a call is whole when the platform gives neither ids nor indexes. */
  input: InputScan;
  index: number | undefined;
}

/** What one delta says of the call it belongs to; "" and undefined for what it leaves out. */
export interface CallHint {
  index: number | undefined;
  id: string;
  name: string;
}

/** Finds out to which call a delta belongs. */
export interface ToolCallIndex {
  /** The call of this delta; made when the delta starts one. */
  find(hint: CallHint): StreamedCall;
  /** Starts a call, for whole messages: there every entry is one. */
  start(hint: CallHint): StreamedCall;
  readonly calls: readonly StreamedCall[];
}

/**
 * Makes the index of one choice. Ids are trusted before indexes: servers give one index to two calls, and several
 * indexes to one. `byId`: an index says to which call a piece belongs only while every index has been of one call and
 * every call of one index. Names are trusted before both: servers give one id to several calls.
 */
export function createToolCallIndex(byId: boolean): ToolCallIndex {
  const calls: StreamedCall[] = [];
  const withId = new Map<string, StreamedCall>();
  const withIndex = new Map<number, StreamedCall>();
  // Calls whose id was that of an earlier one, by index and id.
  const twins = new Map<string, StreamedCall>();
  let isSteady = true;

  function start(hint: CallHint): StreamedCall {
    const call: StreamedCall = {
      key: calls.length,
      id: hint.id,
      name: hint.name,
      input: createInputScan(),
      index: hint.index,
    };
    calls.push(call);
    return adopt(call, hint);
  }

  function adopt(call: StreamedCall, hint: CallHint): StreamedCall {
    if (hint.id !== "") {
      if (call.id === "") call.id = hint.id;
      if (!withId.has(hint.id)) withId.set(hint.id, call);
    }
    if (hint.index !== undefined) {
      call.index ??= hint.index;
      if (hint.index !== call.index || (withIndex.get(hint.index) ?? call) !== call)
        isSteady = false;
      withIndex.set(hint.index, call);
    }
    return call;
  }

  function findById(hint: CallHint): StreamedCall | undefined {
    const key = `${hint.index} ${hint.id}`;
    const twin = twins.get(key);
    const call = twin ?? withId.get(hint.id);
    if (call === undefined) return undefined;
    // The id is the first call's; a twin gets one of its own.
    const own = { ...hint, id: "" };
    if (!isTwin(call, hint)) return adopt(call, twin === undefined ? hint : own);
    const another = start(own);
    twins.set(key, another);
    return another;
  }

  function find(hint: CallHint): StreamedCall {
    const known = hint.id === "" ? undefined : findById(hint);
    if (known !== undefined) return known;
    const last = calls[calls.length - 1];
    const index = byId && !isSteady ? undefined : hint.index;
    let open = index === undefined ? last : withIndex.get(index);
    if (hint.id !== "") {
      // The id may come after the first delta. A new id without a name goes on with the call of its index.
      if (open === undefined && byId && hint.name === "" && last?.id === "") open = last;
      if (open === undefined) return start(hint);
      if (open.id === "" && !startsAnother(open, hint, byId)) return adopt(open, hint);
      return hint.name === "" && index !== undefined ? adopt(open, hint) : start(hint);
    }
    if (open === undefined)
      return hint.name === "" && last !== undefined ? adopt(last, hint) : start(hint);
    if (hint.name !== "" && startsAnother(open, hint, byId)) return start(hint);
    // What comes behind a whole input belongs to a call that is still open.
    return adopt(byId && last !== undefined && open.input.whole ? last : open, hint);
  }

  return { find, start, calls };
}

// One id is one call, on whatever indexes, unless a second name, or a name behind a whole input, says otherwise.
function isTwin(call: StreamedCall, hint: CallHint): boolean {
  if (hint.name === "" || call.name === "") return false;
  const isRenamed = hint.name !== call.name;
  return hint.index === undefined || hint.index === call.index
    ? isRenamed && call.input.whole
    : isRenamed || call.input.whole;
}

// A name that comes again is either a repetition or the next call: the next call begins when the input is whole.
function startsAnother(open: StreamedCall, hint: CallHint, byId: boolean): boolean {
  // A call without a name is still waiting for it.
  if (hint.name === "" || open.name === "") return false;
  if (open.input.begun) return hint.name !== open.name || open.input.whole;
  return (byId || hint.index === undefined) && hint.name !== open.name;
}
