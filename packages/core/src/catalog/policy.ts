import type { JsonValue } from "../json.ts";
import type { ErrorCode } from "../errors/byok-error.ts";
import type { NeutralParameter } from "./neutral-parameter.ts";

/** What a platform, surface, family or model does with one neutral parameter. */
export interface ParamRule {
  /** The wire's field, where it is not the wire's usual one; dots go into objects. */
  to?: string;
  /** Neutral value → wire value. */
  values?: Readonly<Record<string, JsonValue>>;
  /** Of a map, such as `logitBias`, the range of each entry. */
  range?: { min?: number; max?: number; exclusiveMin?: number };
  /** The only values accepted. */
  allowed?: readonly (string | number | boolean)[];
  /** The most entries an array may have. */
  maxItems?: number;
  /** The one value that the platform takes; any other is replaced with the warning `clamped`. */
  fixed?: JsonValue;
  /** Sent when the user sets nothing, because the platform demands a value. */
  requiredDefault?: JsonValue;
  /** Why the parameter is refused. */
  unsupported?: string;
}

/** A rule that depends on other settings of the same request; the types allow what it may refuse. */
export interface ParamCondition {
  when: {
    reasoning?: boolean;
    tools?: boolean;
    stream?: boolean;
    output?: boolean;
    /** A tool must be called: `toolChoice` is `required` or names one. */
    forcedTool?: boolean;
    surface?: string;
    /** A glob over model ids. */
    model?: string;
    /** Parameters that must be set for the rule to hold. */
    set?: readonly NeutralParameter[];
    /** Parameters with these values. */
    equals?: Readonly<Partial<Record<NeutralParameter, JsonValue>>>;
  };
  /** Refused as `onUnsupported` says. */
  forbid?: readonly NeutralParameter[];
  /** Left out with a warning, whatever `onUnsupported` says. */
  drop?: readonly NeutralParameter[];
  set?: Readonly<Partial<Record<NeutralParameter, JsonValue>>>;
  require?: readonly NeutralParameter[];
  why: string;
}

/** How messages must look. */
export interface MessagePolicy {
  /** `keep` (default), `hoist`: all to the front; `join`: one at the front; `developer`: as role developer; `asUser`: as user text. */
  system?: "keep" | "hoist" | "join" | "developer" | "asUser";
  /** User and assistant must take turns: neighbours of one role are merged, a system message between them goes before both. */
  alternate?: boolean;
  /** What becomes of an empty text; `keep` when absent. An empty tool result stays, as words (`drop`) or a space. */
  emptyText?: "keep" | "drop" | "space";
  /** `drop`: message names are refused by the platform. */
  name?: "keep" | "drop";
  /** Where an earlier refusal goes back: as `content` (default), or in a `field` of its own. */
  refusal?: "content" | "field";
  /** The form of a PDF or other document: `file` (OpenAI's, default), or `documentUrl`, which takes URLs as well as bytes. */
  documents?: "file" | "documentUrl";
  /** Where files of tool results stand: in the result, in a user message behind it (default), or nowhere. */
  toolResultMedia?: "inline" | "nextUser" | "drop";
  /** Results of parallel calls stand in one message, on wires whose messages hold several. */
  mergeToolResults?: boolean;
  /** Whether the last message may be the assistant's. */
  prefill?: boolean;
  /** A user message may not follow a tool result without an assistant message between. */
  assistantAfterTool?: boolean;
  /** Trailing white space is refused at the end of assistant text. */
  trimEnd?: boolean;
}

/** How tools must look. */
export interface ToolPolicy {
  /** What tool-call ids must match: literals, classes and counts from `^` to `$`, such as `^call_[a-z0-9]{24}$`. */
  idPattern?: string;
  strict?: {
    mode: "keep" | "drop";
    /** The most tools of a request that may be strict. */
    max?: number;
    /** The most optional keys in all strict schemas of a request; where it is given, keys may be optional in them. */
    maxOptional?: number;
    /** The most unions in all strict schemas of a request. */
    maxUnions?: number;
  };
  /** Neutral tool choice → wire value, for those that differ; `{tool}` in the value of `tool` is the forced tool's name. */
  choice?: Readonly<Record<string, JsonValue>>;
  /** The form of `arguments` sent back; `string` when absent. */
  arguments?: "string" | "object";
  /** Fields of a message's first call sent back where it has no state of its own, because another model made it. */
  callWithoutState?: Readonly<Record<string, JsonValue>>;
  /** `byId`: the index of streamed calls cannot be trusted. */
  callIndex?: "reliable" | "byId";
  schema?: { refs?: "inline"; nullable?: "collapse"; dropKeywords?: readonly string[] };
  /** False: tools and structured output do not go together. */
  withStructuredOutput?: boolean;
  /** False: the platform takes no tools. */
  supported?: boolean;
  max?: number;
}

/** How reasoning is asked for, received and sent back. */
export interface ReasoningPolicy {
  /**
   * What the model does unasked. `on`: it reasons unless it is switched off; `off`: it does not. Not known when absent:
   * rules take it for `off`, and no reasoning is asked for as a model that reasons wants it.
   */
  default?: "on" | "off";
  /** Accepted efforts; a model's own list wins. */
  efforts?: readonly string[];
  budget?: { min?: number; max?: number };
  /**
   * Whether effort `none` and budget 0 switch reasoning off. When absent, a switch, an effort `none` or a budget from 0
   * says so, and else it cannot be where efforts or budgets are known.
   */
  canDisable?: boolean;
  /**
   * Where each setting goes in the body (dotted fields); absent: the wire's usual place and form; null: nowhere, and what
   * the wire says the other setting in stays.
   */
  send?: {
    effort?: string | null;
    budget?: string | null;
    summary?: string | null;
    /** A switch: set to `on` when an effort or budget is asked for, to `off` for effort `none` or budget 0. */
    toggle?: { field: string; on: JsonValue; off: JsonValue };
    /** True: a request with both effort and budget is refused; of the two, the budget is sent. */
    exclusive?: boolean;
    /** A named transform of the wire. */
    transform?: string;
  };
  /** Fields of message or delta that carry reasoning text, in order; of wires without blocks of their own for it. */
  receive?: readonly string[];
  /** The answer may begin with `<think>…</think>`. */
  thinkTags?: boolean;
  /**
   * Reasoning arrives as an array of typed details that must be sent back as they came: in every turn, and within
   * `stateScope`, unless `echo` forbids it.
   */
  details?: string;
  /** Reasoning arrives as content parts of type `thinking`, which go back in their places, with their signatures. */
  contentParts?: boolean;
  /** Whether reasoning goes back. When absent it does not, but for the signed blocks of a wire that has them. */
  echo?: "required" | "optional" | "forbidden";
  /** `always` when absent. `toolTurns`: whole turns in which a tool was called. */
  echoWhen?: "toolTurns" | "always";
  /** The field of the message that carries it; `content`: as text between think tags, the only one where blocks do. */
  echoField?: string;
  /**
   * How far signatures and encrypted reasoning stay valid; `platform` when absent. `maker`: for the models of one maker,
   * on any platform that names it, and no further on an aggregator of many. `model`: under all names of the model.
   */
  stateScope?: "model" | "maker" | "platform" | "account";
}

/** How the platform streams. */
export interface StreamPolicy {
  /** Only streaming calls are answered; `generate` then reads a stream. */
  required?: boolean;
  /** Whether usage must be asked for, always comes, or never comes; `option` when absent. */
  usage?: "option" | "always" | "never";
  /** What ends a stream; `either` when absent. `eof`: the clean end of its body does as well. */
  terminal?: "finishReason" | "doneMarker" | "either" | "eof";
  /** Fields set when streaming, to switch something off. */
  disable?: Readonly<Record<string, JsonValue>>;
  /** False: the platform cannot stream; `stream` then reads one answer. */
  supported?: boolean;
}

/** Where usage is and how its numbers relate. */
export interface UsagePolicy {
  /** Dotted paths into the usage object. */
  paths?: Readonly<
    Partial<
      Record<
        | "input"
        | "output"
        | "cacheRead"
        | "cacheWrite"
        | "cacheWrite1h"
        | "reasoning"
        | "inputAudio"
        | "outputAudio"
        | "cost"
        /** What an upstream provider bills to the user's own key there; counts only where `ownKey` is true. */
        | "upstreamCost"
        /** True when the user's own key at an upstream provider served the call. */
        | "ownKey"
        | "billedInput"
        | "billedOutput",
        string
      >
    >
  >;
  /** Whether the input count includes cached tokens. */
  cachedInInput?: boolean;
  /** Whether the output count includes reasoning; `auto`: what the total has beyond input and output is reasoning. */
  reasoningInOutput?: boolean | "auto";
  report?: "final" | "cumulative" | "each";
  /** Currency of the platform's own cost figure; that of the endpoint's bills when absent. */
  costCurrency?: string;
}

/** What an error answer can mean; the other codes are for what byok finds by itself. */
export type AnswerErrorCode = Extract<
  ErrorCode,
  | "authentication"
  | "permission"
  | "rate_limit"
  | "quota_exceeded"
  | "context_length"
  | "content_filter"
  | "model_not_found"
  | "invalid_request"
  | "unsupported_parameter"
  | "overloaded"
  | "server_error"
>;

/** Maps an error answer to a code. All given conditions must hold; the first rule that fits wins. */
export interface ErrorRule {
  status?: number | readonly number[];
  /** A dotted path into the JSON body. */
  path?: string;
  /** A regular expression over the value at `path`, or over the whole body. */
  match?: string;
  as: AnswerErrorCode;
  retryable?: boolean;
}

/** Everything that may differ between platforms on one wire; merged platform → surface → family → model. */
export interface Policy {
  params?: Readonly<Partial<Record<NeutralParameter, ParamRule>>>;
  rules?: readonly ParamCondition[];
  messages?: MessagePolicy;
  tools?: ToolPolicy;
  reasoning?: ReasoningPolicy;
  stream?: StreamPolicy;
  usage?: UsagePolicy;
  errors?: readonly ErrorRule[];
  /** A 200 answer may carry an error body. */
  errorsIn200?: boolean;
  headers?: {
    fixed?: Readonly<Record<string, string>>;
    /** Sent from a page or a worker of a browser, where a platform takes no calls from there without. */
    browser?: Readonly<Record<string, string>>;
    /** Sent to name byok to the platform; the user can switch them off. */
    attribution?: Readonly<Record<string, string>>;
    /** Sent when a feature of the request is used, by feature name. */
    byFeature?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  };
  /** How far structured output goes: a JSON schema, any JSON, or words only. */
  structuredOutput?: "schema" | "json" | "none";
}
