import { parseNumber } from "../../options/values.ts";
import { sanitizeLine } from "../../terminal/sanitize.ts";
import type { Desk } from "../desk.ts";
import { renderModel } from "../header.ts";
import { keepSettings } from "../session.ts";
import { settingsOf } from "../settings.ts";
import { setParameter } from "../state.ts";
import type { SlashCommand } from "./slash-command.ts";

/** Commands on the model and how it is asked. */
export const MODEL_COMMANDS: Readonly<Record<string, SlashCommand>> = {
  "/model": {
    usage: "/model [platform/model]",
    help: "Show the model, or go on with another; what was said stays.",
    completes: "model",
    async run(desk, argument) {
      const { state, context } = desk;
      if (argument === "") {
        context.screen.print(renderModel(state.opened.choice, context.screen.columns));
        return;
      }
      await desk.switchModel(argument);
      keepSettings(state.session, settingsOf(state));
    },
  },
  "/system": {
    usage: "/system [text | off]",
    help: "Show, set or remove the instructions above the conversation.",
    run({ state, context: { screen } }, argument) {
      if (argument === "") {
        screen.print(
          state.system === undefined
            ? "No instructions are set.\n"
            : `Instructions: ${sanitizeLine(state.system)}\n`,
        );
        return;
      }
      state.system = argument === "off" ? undefined : argument;
      keepSettings(state.session, settingsOf(state));
      screen.print(
        state.system === undefined
          ? "Instructions removed.\n"
          : "Instructions set; they hold from the next message on.\n",
      );
    },
  },
  "/temperature": {
    usage: "/temperature [number | off]",
    help: "Show, set or remove the temperature.",
    run: (desk, argument) => parameter(desk, "temperature", argument, {}),
  },
  "/max-tokens": {
    usage: "/max-tokens [number | off]",
    help: "Show, set or remove the most tokens of an answer.",
    run: (desk, argument) => parameter(desk, "maxTokens", argument, { integer: true, min: 1 }),
  },
};

const SHOWN = { temperature: "temperature", maxTokens: "max-tokens" } as const;

function parameter(
  { state, context: { screen } }: Desk,
  name: keyof typeof SHOWN,
  argument: string,
  rule: { integer?: boolean; min?: number },
): void {
  const label = SHOWN[name];
  if (argument === "") {
    screen.print(`${label}: ${state.config[name] ?? "the platform's default"}\n`);
    return;
  }
  const value = argument === "off" ? undefined : parseNumber(argument, `/${label}`, rule);
  setParameter(state, name, value);
  keepSettings(state.session, settingsOf(state));
  screen.print(
    value === undefined
      ? `${label}: the platform's default.\n`
      : `${label}: ${value}, from the next message on.\n`,
  );
}
