import { isByokError } from "../errors/byok-error.ts";
import { ProtocolError } from "../errors/errors.ts";

/** Which piece of a plugin failed, and for whom. */
export interface PluginPiece {
  /** Such as `The wire openai-chat`. */
  what: string;
  platform: string;
  model: string;
}

/** The error of a plugin's piece that does not keep to its interface: nobody else can mend it. */
export function pluginFault(
  { what, platform, model }: PluginPiece,
  how: string,
  cause?: unknown,
): ProtocolError {
  return new ProtocolError(`${what} ${how}.`, {
    platform,
    model,
    retryable: false,
    ...(cause === undefined ? {} : { cause }),
    hint: "This is a defect of the package that brings it; report it there.",
  });
}

/** A typed error as it is; whatever else a plugin's piece throws as a {@link pluginFault}. */
export function asTyped(error: unknown, piece: PluginPiece): unknown {
  if (isByokError(error)) return error;
  const words = error instanceof Error ? error.message : String(error);
  return pluginFault(piece, `failed: ${words}`, error);
}
