import type { ModelOptions } from "@byok/core";
import type { ModelChoice } from "../model-choice.ts";
import { EMBEDDED } from "../model-order.ts";
import { openModel } from "../open-model.ts";
import type { CommandContext } from "../options/command.ts";
import type { KeyAccess } from "../vault/key-access.ts";
import { renderModel, renderSimulatorNotice } from "./header.ts";
import type { ChatState } from "./state.ts";

/** Whether a choice is the simulator that is embedded in byok. */
export function isEmbedded(choice: ModelChoice): boolean {
  return choice.by === "simulator" || Object.is(choice.platform, EMBEDDED);
}

/** The options that hold for another model: address, region and wire belong to the platform they were given for. */
export async function optionsFor(
  choice: ModelChoice,
  current: ModelChoice,
  options: ModelOptions,
  keys: KeyAccess,
): Promise<ModelOptions> {
  const { url: _u, region: _r, surface: _s, ...general } = options;
  return await withStoredKeys(
    choice,
    choice.platform === current.platform ? options : general,
    keys,
  );
}

/** Leaves the stored keys out where none is for this platform: then a missing key is told at once, not at the first message. */
export async function withStoredKeys(
  choice: ModelChoice,
  options: ModelOptions,
  keys: KeyAccess,
): Promise<ModelOptions> {
  const { keyStore: _, ...others } = options;
  // A vault that cannot be read has been told of when the model was chosen.
  const entries = await keys.entries().catch(() => []);
  return entries.some(({ platform }) => platform === choice.platform) ? options : others;
}

/** Goes on with another model and shows it; nothing changes when it cannot be made. @throws what ModelFactory.create throws. */
export async function switchModel(
  state: ChatState,
  choice: ModelChoice,
  options: ModelOptions,
  { io, screen, keys }: CommandContext,
): Promise<void> {
  const settled = await optionsFor(choice, state.opened.choice, options, keys);
  const next = await openModel(choice, settled, io.env);
  let model;
  try {
    model = next.create(state.config);
  } catch (error) {
    await next.close();
    throw error;
  }
  await state.opened.close();
  state.opened = next;
  state.model = model;
  const notice = isEmbedded(choice) ? renderSimulatorNotice(screen.columns) : "";
  screen.print(renderModel(choice, screen.columns) + notice);
}
