import {
  isJsonObject,
  type JsonObject,
  setPath,
  type Target,
  type WireConfig,
} from "@byok/core/provider";

/** Writes what the wire has no single field for, or has it inside another, to the fields that a platform's policy names. */
export function writeOwnFields(body: JsonObject, config: WireConfig, target: Target): void {
  const { toolChoice, parallelToolCalls, responseFormat } = target.policy.params ?? {};
  const { tool_choice: choice, output_config: output } = body;
  if (toolChoice?.to !== undefined && choice !== undefined) {
    delete body["tool_choice"];
    setPath(body, toolChoice.to, choice);
  }
  if (parallelToolCalls?.to !== undefined && config.parallelToolCalls !== undefined) {
    const { to, values = {} } = parallelToolCalls;
    const wish = String(config.parallelToolCalls);
    setPath(body, to, Object.hasOwn(values, wish) ? values[wish]! : config.parallelToolCalls);
  }
  if (responseFormat?.to !== undefined && isJsonObject(output) && output["format"] !== undefined) {
    const { format, ...rest } = output;
    if (Object.keys(rest).length === 0) delete body["output_config"];
    else body["output_config"] = rest;
    setPath(body, responseFormat.to, format);
  }
}
