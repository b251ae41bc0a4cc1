import type { SetBudgetOptions } from "@byok/chat";
import { CliError } from "../../errors/cli-error.ts";
import type { Command, CommandInput } from "../../options/command.ts";
import { currencyOption } from "../../options/currency.ts";
import { quoted } from "../../options/looks-like-key.ts";

/** `byok budget set`: a limit. */
export const set: Command = {
  spec: {
    name: "budget set",
    summary: "Set or change a limit.",
    usage: ["byok budget set [flags] <amount>"],
    examples: [
      ["byok budget set 20 --per month", "for all calls, in US dollars"],
      ["byok budget set 2 --per day --key work", "for the calls that the key work pays"],
      ["byok budget set 0.50 --per chat", "for each chat by itself"],
      ["byok budget set 50 --per month --currency CNY", "for platforms with prices in yuan"],
    ],
    options: {
      per: {
        type: "string",
        value: "<period>",
        help: "day, month, chat, or ever. Default: month.",
      },
      key: { type: "string", value: "<label>", help: "Only what this key pays; * for each key." },
      chat: { type: "string", value: "<id | last>", help: "Only this chat." },
      currency: { type: "string", value: "<code>", help: "Such as CNY. Default: USD." },
      "allow-unpriced": { type: "boolean", help: "Let calls through whose price is not known." },
      json: { type: "boolean", help: "Print JSON." },
    },
  },
  async run(input, { io, screen }) {
    const [amount, ...more] = input.positionals;
    if (amount === undefined || more.length > 0) {
      throw new CliError("byok budget set takes one amount.", {
        next: "byok budget set 20 --per month",
      });
    }
    const plain = amount.replace(/^\$/, "");
    if (!/^\d{1,9}(\.\d{1,12})?$/.test(plain)) {
      throw new CliError("A limit must be an amount of money.", {
        why: `It is ${quoted(amount)}.`,
        next: "byok budget set 20 (or 0.50)",
      });
    }
    const limit = limitOf(input, plain);
    const [{ setBudget }, { findChat, withHome }, { describeLimit }] = await Promise.all([
      import("@byok/chat"),
      import("../../store/open-home.ts"),
      import("../../cost/render-budgets.ts"),
    ]);
    return await withHome(io, (store) => {
      const chat = input.text("chat");
      const target = chat === undefined ? {} : { target: findChat(store, chat).id };
      const made = setBudget(store, { ...limit, ...target });
      if (input.flag("json")) screen.json(made);
      else screen.print(`Limit set: ${made.amount} ${made.currency} ${describeLimit(made)}.\n`);
      return 0;
    });
  },
};

const PERIODS: Readonly<Record<string, SetBudgetOptions["period"]>> = {
  day: "day",
  month: "month",
  ever: "ever",
  chat: "ever",
};

function limitOf(input: CommandInput, amount: string): SetBudgetOptions {
  const per = input.text("per") ?? (input.text("chat") === undefined ? "month" : "chat");
  const key = input.text("key");
  const period = Object.hasOwn(PERIODS, per) ? PERIODS[per] : undefined;
  if (period === undefined) {
    throw new CliError(`There is no limit per "${per}".`, {
      next: "--per day | month | chat | ever",
    });
  }
  const isChat = per === "chat" || input.text("chat") !== undefined;
  if (isChat && key !== undefined) {
    throw new CliError("A limit is for a chat or for a key.", {
      next: "leave --key or --chat out",
    });
  }
  const currency = currencyOption(input);
  return {
    amount,
    period,
    scope: isChat ? "chat" : key === undefined ? "all" : "key",
    ...(key === undefined ? {} : { target: key }),
    ...(currency === undefined ? {} : { currency }),
    allowUnpriced: input.flag("allow-unpriced"),
  };
}
