/** Something that byok changed or left out, told instead of hidden. */
export interface Warning {
  code:
    | "unsupported"
    | "renamed"
    | "clamped"
    | "translated"
    | "content-dropped"
    | "state-dropped"
    | "deprecated"
    | "content-type"
    | "finish-missing"
    | "trace-failed"
    | "usage-missing"
    | "attempt-unanswered"
    | "key-shadowed"
    | "region-unlisted"
    | (string & {});
  /** Where in the request, such as `config.temperature` or `messages[2].content[0]`. */
  path: string;
  message: string;
  from?: unknown;
  to?: unknown;
}
