import { z } from "zod";
import { BaseUrl, EnvName, Id, Name, PageUrl } from "../schema/values.ts";

/** What a new platform's file is written from. */
export interface Answers {
  id: string;
  name: string;
  baseUrl: string;
  /** Environment name of the key; `none` for a platform without one. */
  env: string;
  keysUrl: string;
  docsUrl: string;
  wire: string;
  kind: string;
}

/** One of the five questions. */
export interface Question {
  key: "name" | "baseUrl" | "env" | "keysUrl" | "docsUrl";
  /** The flag that answers it. */
  flag: string;
  text: string;
  example(id: string): string;
  /** Taken for an empty answer. */
  fallback?(id: string): string;
}

/** The five questions, in order. */
export const QUESTIONS: readonly Question[] = [
  {
    key: "name",
    flag: "--name",
    text: "Name that people read",
    example: titleOf,
    fallback: titleOf,
  },
  {
    key: "baseUrl",
    flag: "--base-url",
    text: "Base URL, as one would paste it into an OpenAI client, without /chat/completions",
    example: (id) => `https://api.${id}.com/v1`,
  },
  {
    key: "env",
    flag: "--env",
    text: "Environment name of the key (none if it has no key)",
    example: (id) => `${envPrefixOf(id)}_API_KEY`,
    fallback: (id) => `${envPrefixOf(id)}_API_KEY`,
  },
  {
    key: "keysUrl",
    flag: "--keys-url",
    text: "Page where a user gets a key (none if it has no key, or the page is not known)",
    example: (id) => `https://${id}.com/keys`,
  },
  {
    key: "docsUrl",
    flag: "--docs-url",
    text: "Page of the API documentation",
    example: (id) => `https://docs.${id}.com`,
  },
];

const SCHEMAS: { readonly [Key in keyof Answers]: z.ZodType } = {
  id: Id,
  name: Name,
  baseUrl: BaseUrl,
  env: z.union([z.literal("none"), EnvName]),
  keysUrl: z.union([z.literal("none"), PageUrl]),
  docsUrl: PageUrl,
  wire: Id,
  kind: z.enum(["direct", "connector", "local"], {
    error: "must be one of direct, connector, local",
  }),
};

/** What is wrong with one answer by itself; undefined when nothing is. */
export function answerFault(key: keyof Answers, answer: string): string | undefined {
  if (answer === "") return "must not be empty";
  const issue = SCHEMAS[key].safeParse(answer).error?.issues[0];
  if (issue === undefined) return undefined;
  // Of "none or a URL", the URL's fault is the one to name.
  return issue.code === "invalid_union"
    ? (issue.errors.at(-1)?.[0]?.message ?? issue.message)
    : issue.message;
}

/** The name of the generated config type: `acme-cloud` → `AcmeCloudConfig`. */
export function configNameOf(id: string): string {
  return `${words(id).join("")}Config`;
}

function titleOf(id: string): string {
  return words(id).join(" ");
}

function envPrefixOf(id: string): string {
  return id.toUpperCase().replaceAll("-", "_");
}

function words(id: string): string[] {
  return id.split("-").map((word) => word.charAt(0).toUpperCase() + word.slice(1));
}
