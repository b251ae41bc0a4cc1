import type { ErrorCode } from "@byok/core/provider";

/** Why the server refuses a request: what it is in byok's codes, and the words for the wire's error shape. */
export interface Refusal {
  code: ErrorCode;
  message: string;
  /** The field that is wrong, for OpenAI's `param`. */
  param?: string;
  /** OpenAI's `code`. */
  wireCode?: string;
  status?: number;
}

/** Ends the checking of a request: the server answers with this refusal. */
export class RefusedRequest extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.name = "RefusedRequest";
    this.refusal = refusal;
  }
}

/** Refuses a request as wrong. */
export function refuse(message: string, param?: string, wireCode?: string): never {
  throw new RefusedRequest({
    code: "invalid_request",
    message,
    ...(param === undefined ? {} : { param }),
    ...(wireCode === undefined ? {} : { wireCode }),
  });
}
