import { ModelFactory } from "@byok/core";

/** Asks one question and passes the answer on as it arrives; the user's own key comes from a form. */
export async function ask(
  question: string,
  apiKey: string,
  show: (text: string) => void,
): Promise<void> {
  const model = ModelFactory.create("openai/gpt-4o-mini", {}, { apiKey, transport: "fetch" });
  for await (const text of model.stream(question).text()) show(text);
}
