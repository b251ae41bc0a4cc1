import { InvalidRequestError } from "../../errors/errors.ts";
import type { Target } from "../../spi/wire-protocol.ts";

/**
 * Fills the `{model}` and `{var}` places of a surface's path and splits its query off.
 *
 * @throws InvalidRequestError when a place has no value, or a value would leave its path segment.
 */
export function expandPath(
  template: string,
  target: Target,
): { path: string; query?: Record<string, string> } {
  const filled = template.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = name === "model" ? target.model.id : target.endpoint.vars[name];
    if (value === undefined || value === "") {
      throw new InvalidRequestError(
        `The address of ${target.platform.name} needs "${name}", and no value is known.`,
        {
          platform: target.platform.id,
          model: target.model.id,
          hint: missingVarHint(name, target),
        },
      );
    }
    if (value === "." || value === "..") {
      throw new InvalidRequestError(`"${value}" cannot be the ${name} of an address.`, {
        platform: target.platform.id,
        hint: `Give the real ${name}.`,
      });
    }
    return encodeURIComponent(value);
  });
  const mark = filled.indexOf("?");
  if (mark === -1) return { path: filled };
  return {
    path: filled.slice(0, mark),
    query: Object.fromEntries(new URLSearchParams(filled.slice(mark + 1))),
  };
}

function missingVarHint(name: string, target: Target): string {
  const env = target.platform.vars?.[name]?.env[0];
  return env === undefined ? `Give "${name}".` : `Set ${env}.`;
}
