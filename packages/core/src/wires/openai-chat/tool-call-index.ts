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
 * indexes to one. `byId` leaves indexes out of it altogether.
 */
export function createToolCallIndex(byId: boolean): ToolCallIndex {
  const calls: StreamedCall[] = [];
  const withId = new Map<string, StreamedCall>();
  const withIndex = new Map<number, StreamedCall>();

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
    if (hint.index !== undefined) withIndex.set(hint.index, call);
    return call;
  }

  function find(given: CallHint): StreamedCall {
    const hint = byId && given.index !== undefined ? { ...given, index: undefined } : given;
    const byItsId = hint.id === "" ? undefined : withId.get(hint.id);
    if (byItsId !== undefined) {
      // One id on two indexes is one call, unless a second name says otherwise.
      const another =
        hint.index !== undefined && hint.index !== byItsId.index && startsAnother(byItsId, hint);
      return another ? start({ ...hint, id: "" }) : adopt(byItsId, hint);
    }
    const last = calls[calls.length - 1];
    const open = hint.index === undefined ? last : withIndex.get(hint.index);
    if (hint.id !== "") {
      if (open === undefined) return start(hint);
      // The id may come after the first delta. A new id without a name goes on with the call of its index.
      if (open.id === "" && !startsAnother(open, hint)) return adopt(open, hint);
      return hint.name === "" && hint.index !== undefined ? adopt(open, hint) : start(hint);
    }
    if (open === undefined)
      return hint.name === "" && last !== undefined ? adopt(last, hint) : start(hint);
    return hint.name !== "" && startsAnother(open, hint) ? start(hint) : adopt(open, hint);
  }

  return { find, start, calls };
}

// A name that comes again is either a repetition or the next call: the next call begins when the input is whole.
function startsAnother(open: StreamedCall, hint: CallHint): boolean {
  if (hint.name === "" || !open.input.begun)
    return (
      hint.name !== "" && open.name !== "" && hint.index === undefined && hint.name !== open.name
    );
  // A call without a name is still waiting for it.
  return open.name !== "" && (hint.name !== open.name || open.input.whole);
}
