import type { WireProtocol } from "@byok/core/provider";
import { bounds } from "./bounds.ts";
import { classifyError, errorInAnswer } from "./classify-error.ts";
import { decodeTokenCount, encodeTokenCount } from "./count-tokens.ts";
import { decodeResponse } from "./decode-response.ts";
import { decodeStream } from "./decode-stream.ts";
import { takesUrl } from "./encode-file.ts";
import { encodeRequest } from "./encode-request.ts";
import { decodeModels, encodeModels } from "./models.ts";
import { WIRE } from "./provider-state.ts";

/**
 * The wire protocol `anthropic-messages`: text, images, documents, tools, thinking, caching and structured output.
 *
 * @see https://platform.claude.com/docs/en/api/messages
 */
export const anthropicMessages: WireProtocol = {
  specVersion: 1,
  id: WIRE,
  chat: { takesUrl, encode: encodeRequest, decode: decodeResponse, decoder: decodeStream },
  countTokens: { encode: encodeTokenCount, decode: decodeTokenCount },
  models: { encode: encodeModels, decode: decodeModels },
  bounds,
  classifyError,
  errorInAnswer,
};
