import type { Bench } from "./bench.ts";
import type { Subject } from "./subject.ts";

/** One thing that must hold for every platform; `run` throws when it does not. */
export interface ConformanceCheck {
  name: string;
  /** False where the platform's row has nothing to check. */
  applies?(subject: Subject): boolean;
  run(bench: Bench): Promise<void>;
}
