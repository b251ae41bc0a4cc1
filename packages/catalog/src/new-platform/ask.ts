import { createInterface } from "node:readline/promises";
import type { Answers, Question } from "./answers.ts";
import { answerFault } from "./answers.ts";

/** What is wrong with an answer, given those before it and itself; undefined when nothing is. */
export type FaultOf = (key: Question["key"], answers: Partial<Answers>) => string | undefined;

/** A terminal, or what stands for one. */
export interface Terminal {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/**
 * Asks the questions one by one, each again until its answer holds.
 *
 * @param questions - What is still to be asked.
 * @param id - The new platform's id, for examples.
 * @param terminal - Where to ask.
 * @param given - What flags have answered.
 * @param faultOf - What else may be wrong with an answer that holds by itself.
 * @returns The answers, or undefined when the input ended before the last one.
 */
export async function askQuestions(
  questions: readonly Question[],
  id: string,
  terminal: Terminal,
  given: Partial<Answers>,
  faultOf: FaultOf,
): Promise<Partial<Answers> | undefined> {
  const lines = createInterface({ ...terminal, terminal: false });
  const answers: Partial<Answers> = {};
  try {
    const reader = lines[Symbol.asyncIterator]();
    for (const question of questions) {
      for (let answered = false; !answered;) {
        terminal.output.write(promptOf(question, id));
        const line = await reader.next();
        if (line.done === true) return undefined;
        const answer = line.value.trim() || (question.fallback?.(id) ?? "");
        const before = { ...given, ...answers };
        const fault =
          answerFault(question.key, answer) ??
          faultOf(question.key, { ...before, [question.key]: answer });
        answered = fault === undefined;
        if (answered) answers[question.key] = answer;
        else terminal.output.write(`  ${fault}\n`);
      }
    }
    return answers;
  } finally {
    lines.close();
  }
}

function promptOf(question: Question, id: string): string {
  const hint =
    question.fallback === undefined
      ? ` (such as ${question.example(id)})`
      : ` [${question.fallback(id)}]`;
  return `${question.text}${hint}: `;
}
