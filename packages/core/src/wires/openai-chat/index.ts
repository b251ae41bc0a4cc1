import type { WireProtocol } from "../../spi/wire-protocol.ts";
import { classifyError, errorInAnswer } from "./classify-error.ts";
import { decodeResponse } from "./decode-response.ts";
import { createStreamDecoder } from "./decode-stream.ts";
import { takesUrl } from "./encode-file.ts";
import { encodeRequest } from "./encode-request.ts";
import { WIRE_ID } from "./wire-id.ts";

/**
 * OpenAI's chat completions, which most platforms speak. Their differences come from the catalog's policy. What is no
 * chat is in operations.ts, and loaded apart.
 *
 * @see https://platform.openai.com/docs/api-reference/chat
 */
export const openaiChat: WireProtocol = {
  specVersion: 1,
  id: WIRE_ID,
  chat: {
    takesUrl,
    encode: encodeRequest,
    decode: decodeResponse,
    decoder: (head, target, emit) => createStreamDecoder(head, target, emit),
  },
  classifyError,
  errorInAnswer,
};
