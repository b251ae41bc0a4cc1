/**
 * The command line as a function, for programs that bring a terminal of their own.
 *
 * @module
 */
export { main } from "./main.ts";
export type { InputStream, Io, LocalServerAddress, OutputStream } from "./io.ts";
