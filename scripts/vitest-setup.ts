import { Socket } from "node:net";
import process from "node:process";

/** What would make a test depend on the machine it runs on, or spend somebody's money. */
const personal = [
  /_(API_KEY|API_TOKEN|ACCESS_KEY|ACCESS_KEY_ID|SESSION_TOKEN)$/,
  /_(BASE_URL|API_BASE|API_BASE_URL|ENDPOINT)$/,
  /^(HTTP|HTTPS|ALL|NO)_PROXY$/,
];

const reserved = /^localhost$|\.(localhost|invalid|test)$|^127\.|^::1$|^\[::1\]$/i;

for (const name of Object.keys(process.env)) {
  if (personal.some((pattern) => pattern.test(name.toUpperCase()))) delete process.env[name];
}

// Under TERM=dumb, as of many CI systems and editors, Node reads lines without the keys that tests press.
process.env["TERM"] = "xterm-256color";

type Connect = (this: Socket, ...args: unknown[]) => Socket;

const connect = Socket.prototype.connect as Connect;

/** Lets a test reach this machine, and names that never resolve; nothing else. */
const connectHere: Connect = function (...args) {
  const host = hostOf(args);
  if (host === undefined || reserved.test(host)) return connect.apply(this, args);
  throw new Error(`A test tried to connect to ${host}. Tests talk to servers on this machine.`);
};

// Files share a process, and each runs this anew: one guard is enough.
const GUARDED = Symbol.for("byok.tests-stay-here");
if (!Object.hasOwn(Socket.prototype, GUARDED))
  Object.assign(Socket.prototype, { connect: connectHere, [GUARDED]: true });

/** `connect(options)`, `connect(port, host)`, `connect(path)`, or Node's own list of such arguments. */
function hostOf(args: readonly unknown[]): string | undefined {
  const [first, second] = args;
  if (Array.isArray(first)) return hostOf(first);
  if (typeof first === "object" && first !== null && "host" in first) {
    return typeof first.host === "string" ? first.host : undefined;
  }
  return typeof first === "number" && typeof second === "string" ? second : undefined;
}
