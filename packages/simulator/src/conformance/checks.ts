import type { ConformanceCheck } from "./check.ts";
import { ADDRESS_CHECKS } from "./check-address.ts";
import { ANSWER_CHECKS } from "./check-answers.ts";
import { COST_CHECKS } from "./check-cost.ts";
import { ERROR_CHECKS } from "./check-errors.ts";
import { FINISH_CHECKS } from "./check-finish.ts";
import { MESSAGE_CHECKS } from "./check-messages.ts";
import { PARAM_CHECKS } from "./check-params.ts";
import { RANGE_CHECKS } from "./check-ranges.ts";
import { RULE_CHECKS } from "./check-rules.ts";
import { REQUEST_CHECKS } from "./check-request.ts";
import { REASONING_CHECKS } from "./check-reasoning.ts";
import { TOOL_CHECKS } from "./check-tools.ts";

/** Everything that must hold for a surface on a wire that the simulator speaks. */
export const CONFORMANCE_CHECKS: readonly ConformanceCheck[] = [
  ...ADDRESS_CHECKS,
  ...PARAM_CHECKS,
  ...RANGE_CHECKS,
  ...RULE_CHECKS,
  ...REQUEST_CHECKS,
  ...MESSAGE_CHECKS,
  ...ANSWER_CHECKS,
  ...FINISH_CHECKS,
  ...TOOL_CHECKS,
  ...REASONING_CHECKS,
  ...ERROR_CHECKS,
  ...COST_CHECKS,
];
