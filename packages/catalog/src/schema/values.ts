import { z } from "zod";
import { envFault } from "../checks/env.ts";
import { headerNameFault, headerValueFault, keyHeaderFault } from "../checks/header.ts";
import { isObjectMember } from "../checks/object-member.ts";
import { regexFault } from "../checks/regex.ts";
import { looksLikeKey } from "../checks/secret.ts";
import { mixedScripts, nameFault } from "../checks/text.ts";
import { toolIdPatternFault } from "../checks/tool-id-pattern.ts";
import { baseUrlFault, pageUrlFault, pathFault } from "../checks/url.ts";

/** A text that a check finds nothing wrong with. */
function checked(mostCharacters: number, fault: (text: string) => string | undefined): z.ZodString {
  return z.string().check((payload) => {
    const text = payload.value;
    const message =
      text === ""
        ? "must not be empty"
        : text.length > mostCharacters
          ? `is longer than ${mostCharacters} characters`
          : fault(text);
    if (message !== undefined) payload.issues.push({ code: "custom", message, input: text });
  });
}

/** A short text on one line. */
export const Line = checked(300, lineFault);

/** A name that people read. */
export const Name = checked(60, (text) => nameFault(text) ?? secretFault(text));

/** A text that people read: notes, reasons. */
export const Prose = checked(2000, secretFault);

/** A lower-case id with hyphens, such as `aws-bedrock`. */
export const Id = z
  .string()
  .max(64, { error: "is longer than 64 characters" })
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, {
    error: "must be lower-case letters, digits and single hyphens, beginning with a letter",
  });

/** Another spelling of an id, as other programs write it. */
export const OtherName = z
  .string()
  .max(64, { error: "is longer than 64 characters" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: "must be letters, digits, dots, hyphens and underscores",
  });

/** An environment variable's name. */
export const EnvName = checked(64, envFault);

/** A model id, as it goes on the wire. */
export const ModelId = z
  .string()
  .max(200, { error: "is longer than 200 characters" })
  .regex(/^[A-Za-z0-9~@][A-Za-z0-9._:/@+~-]*$/, {
    error: "must be a model id: letters, digits and . _ : / @ + ~ - only",
  })
  .refine((text) => !/(^|\/)\.{1,2}(\/|$)|\/\/|\/$/.test(text), {
    error: "must not have empty, . or .. steps",
  })
  .refine((text) => !isObjectMember(text), {
    error: "is a name that every JavaScript object has",
  });

/** A day, `YYYY-MM-DD`. */
export const Day = z
  .string()
  .refine(isRealDay, { error: "must be a real day in the form YYYY-MM-DD" });

/** A day or a month, `YYYY-MM-DD` or `YYYY-MM`. */
export const DayOrMonth = z
  .string()
  .refine((text) => isRealDay(text) || /^\d{4}-(0[1-9]|1[0-2])$/.test(text), {
    error: "must be a real day or month in the form YYYY-MM-DD or YYYY-MM",
  });

/** An amount of money: a decimal in quotes, never a number, so that no digit is lost. */
export const Decimal = z
  .string({
    error: (issue) =>
      typeof issue.input === "number"
        ? `a price is a decimal in quotes, so that no digit is lost: write "${issue.input}"`
        : undefined,
  })
  .max(24, { error: "has more than 24 characters" })
  .superRefine((text, context) => {
    const message = decimalFault(text);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** What a price is multiplied by: a decimal in quotes above 0, `"1.1"` for a tenth more. */
export const Factor = z
  .string({
    error: (issue) =>
      typeof issue.input === "number"
        ? `a multiplier is a decimal in quotes: write "${issue.input}"`
        : undefined,
  })
  .max(12, { error: "has more than 12 characters" })
  .superRefine((text, context) => {
    const message =
      decimalFault(text, "multiplier") ??
      (Number(text) === 0 ? "a multiplier is above 0: what costs nothing is `free`" : undefined);
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

/** A place as platforms and endpoints name it, such as `us`. */
export const Place = z
  .string()
  .max(64, { error: "is longer than 64 characters" })
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, {
    error: "must be letters, digits, dots, hyphens and underscores",
  })
  .refine((text) => !isObjectMember(text), {
    error: "is a name that every JavaScript object has",
  });

/** A currency, ISO 4217. */
export const Currency = z
  .string()
  .regex(/^[A-Z]{3}$/, { error: "must be a currency's three capital letters, such as USD" });

/** A whole number of tokens. */
export const Tokens = z.int().min(1).max(1_000_000_000);

/** The URL of a page: documentation, keys, a source. */
export const PageUrl = checked(300, pageUrlFault);

/** A base URL; whether plain http is allowed and its `{var}` places exist is for the rules to say. */
export const BaseUrl = checked(300, baseUrlFault);

/** A path below a base URL. */
export const Path = checked(200, pathFault);

/** The name of a header that an entry sends. */
export const HeaderName = checked(64, headerNameFault);

/** The value of a header that an entry sends. */
export const HeaderValue = checked(500, (text) => headerValueFault(text) ?? secretFault(text));

/** The header or query name that carries a key. */
export const KeyHeader = checked(64, keyHeaderFault);

/** A regular expression over a part of a text. */
export const Pattern = checked(200, regexFault);

/** A regular expression over a whole tool-call id, from which ids can be made. */
export const ToolIdPattern = checked(200, toolIdPatternFault);

/** A dotted path to a value of an answer; an entry of a list is a step by its number, as in `error.details.0.code`. */
export const DottedPath = checked(120, (text) =>
  /\[(\d+|\*)\]/.test(text)
    ? "has brackets: write an entry of a list by its number, as in error.details.0.code"
    : stepsFault(text, "must be a dotted path, such as error.code"),
);

/** The field of a request that something is written to; dots go into objects, which are made on the way. */
export const FieldPath = checked(120, (text) =>
  /\[|(^|\.)\d+(\.|$)/.test(text)
    ? "names an entry of a list: only fields of objects can be written"
    : stepsFault(text, "must be a field, with dots into objects, such as thinking.type"),
);

/** The name of one field. */
export const FieldName = checked(60, (text) =>
  /[.[]/.test(text)
    ? "must be the name of one field, without dots and brackets"
    : stepsFault(text, "must be the name of a field, such as reasoning_details"),
);

/** A glob over model ids: `*` stands for any run of characters. */
export const ModelGlob = z
  .string()
  .max(200, { error: "is longer than 200 characters" })
  .regex(/^[A-Za-z0-9._:/@+~*-]+$/, { error: "must be a model id with * places" });

/** Any JSON value. */
export const Json = z.json().meta({ id: "JsonValue", description: "Any JSON value." });

function stepsFault(text: string, message: string): string | undefined {
  if (!/^[A-Za-z0-9_$-]+(\.[A-Za-z0-9_$-]+)*$/.test(text)) return message;
  return /(^|\.)(__proto__|constructor|prototype)(\.|$)/.test(text)
    ? "has a step that is not allowed"
    : undefined;
}

function lineFault(text: string): string | undefined {
  if (/[\r\n]/.test(text)) return "must be one line";
  if (text !== text.trim()) return "has white space at its ends";
  return mixedScripts(text) ?? secretFault(text);
}

function secretFault(text: string): string | undefined {
  return looksLikeKey(text) ? "holds what looks like a key: a catalog is public" : undefined;
}

function isRealDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function decimalFault(text: string, what = "price"): string | undefined {
  if (/^(0|[1-9]\d*)(\.\d+)?$/.test(text)) return undefined;
  if (text.startsWith("-")) return `a ${what} is never negative`;
  if (/^[\d.]+e[+-]?\d+$/i.test(text)) return `a ${what} has no exponent: write 1000 as "1000"`;
  return 'must be a plain decimal in quotes, such as "0.15"';
}
