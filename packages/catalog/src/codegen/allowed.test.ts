import { expect, it } from "vitest";
import { inputOf, platformFile } from "./__fixtures__/small-catalog.ts";
import { emitPlatformTypes } from "./config-types.ts";

/** The model's config type, as one line of its fields. */
function typeOf(policy: object, model: object = {}): string {
  const acme = platformFile("Acme", { ...policy, models: { "a-1": model } });
  const [platform] = inputOf({ "platforms/acme.yaml": acme }).platforms;
  if (platform === undefined) throw new Error("The catalog is not valid.");
  const { text } = emitPlatformTypes(platform);
  const [, name, efforts] = /"a-1": (\w+)(?:<(.*)>)?;/u.exec(text) ?? [];
  const [, standard, body = ""] =
    new RegExp(`interface ${name}(?:<Effort extends string = (.*?)>)? \\{\n([^]*?)\n\\}`, "u").exec(
      text,
    ) ?? [];
  return body.replace(": Effort;", `: ${efforts ?? standard};`);
}

it("allowed values are the type of a parameter: as entries of a list, and without the named tool", () => {
  const type = typeOf({
    params: {
      toolChoice: { allowed: ["auto", "none"] },
      stop: { allowed: ["END", "STOP"] },
      responseFormat: { allowed: ["text"] },
    },
  });
  expect(type).toContain('  toolChoice?: "auto" | "none";\n');
  expect(type).toContain('  stop?: "END" | "STOP" | readonly ("END" | "STOP")[];\n');
  expect(type).toContain("  responseFormat?: ResponseFormat;\n");
});

it("allowed values of the effort are the efforts where the facts give none", () => {
  const params = { reasoningEffort: { allowed: ["low", "high"] } };
  const effort = (policy: object, model: object = {}): string | undefined =>
    /reasoningEffort\?: (.*);/u.exec(typeOf({ params, ...policy }, model))?.[1];
  expect(effort({})).toBe('"low" | "high"');
  expect(effort({ reasoning: { efforts: ["low", "medium"] } })).toBe('"low" | "medium"');
  expect(effort({}, { efforts: ["max"] })).toBe('"max"');
  expect(effort({ reasoning: { canDisable: true } })).toBe('"none" | "low" | "high"');
  expect(effort({}, { reasoning: false })).toBe('Unsupported<"The model does not reason.">');
});
