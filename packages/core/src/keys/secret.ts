const INSPECT = Symbol.for("nodejs.util.inspect.custom");
const MASK = "[secret]";

/** A key that never prints: not in strings, JSON, or `console.log`. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The key itself; only authenticators and the scrubber call this. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  get [Symbol.toStringTag](): string {
    return "Secret";
  }

  static {
    // console.log would show the class with its fields otherwise.
    Object.defineProperty(Secret.prototype, INSPECT, { value: () => MASK });
  }
}
