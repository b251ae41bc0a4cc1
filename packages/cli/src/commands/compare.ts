import { CliError } from "../errors/cli-error.ts";
import type { Command, OptionSpec } from "../options/command.ts";
import { COMPARE_EXAMPLE } from "../compare/compare-example.ts";
import { MODEL_FLAGS } from "../options/model-options.ts";

const { model: _, ...OTHER_FLAGS } = MODEL_FLAGS;
const MODELS: OptionSpec = {
  type: "string",
  short: "m",
  value: "<platform/model>",
  multiple: true,
  help: "A model to ask; give it once for each.",
};

/** `byok compare`: one question, several models. */
export const compare: Command = {
  spec: {
    name: "compare",
    summary: "Ask several models the same, side by side with time and cost.",
    usage: ['byok compare [flags] "question" -m <model> -m <model> …'],
    examples: [
      [
        'byok compare "Explain monads" -m openai/gpt-4o-mini -m anthropic/claude-haiku-4-5',
        "side by side",
      ],
      [
        'git diff | byok compare "Review this" -m openai -m deepseek --save',
        "kept as a chat with branches",
      ],
      ['byok compare "Hi" -m openai -m groq --json', "for a script"],
    ],
    options: {
      model: MODELS,
      file: {
        type: "string",
        short: "f",
        value: "<path>",
        multiple: true,
        help: "A file that goes with the question; may be repeated.",
      },
      save: { type: "boolean", help: "Keep the question and every answer as a chat." },
      budget: {
        type: "string",
        value: "<dollars>",
        help: "The most that all answers may cost together.",
      },
      "no-stdin": { type: "boolean", help: "Do not read standard input." },
      ...OTHER_FLAGS,
      json: { type: "boolean", help: "Print JSON." },
    },
    notes: [
      "The models are asked at once; one that fails does not stop the others. The exit code is 0 when at least one answered, else that of the first error.",
    ],
  },
  async run(input, context) {
    const models = input.list("model");
    if (models.length === 0) {
      throw new CliError("byok compare needs models.", {
        next: COMPARE_EXAMPLE,
      });
    }
    const { runCompare } = await import("../compare/run-compare.ts");
    return await runCompare(models, input, context);
  },
};
