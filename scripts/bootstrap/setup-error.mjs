/** A failure that the user can repair; its message says how. */
export class SetupError extends Error {
  /** @override */
  name = "SetupError";
}
