import type { ModelsApi } from "../../catalog/platform.ts";
import { ProtocolError } from "../../errors/errors.ts";
import type { ModelInfo, Operation } from "../../spi/wire-protocol.ts";
import { buildHeaders } from "../shared/build-headers.ts";
import { modelListPlace, readModelList } from "../shared/model-list.ts";
import { readJson } from "./embed.ts";

const USUAL: ModelsApi = { path: "/models", shape: "openai" };

/**
 * Lists the platform's models: GET `surface.paths.models`, the platform's `modelsApi.path`, or `/models`.
 *
 * @see https://platform.openai.com/docs/api-reference/models/list
 */
export const models: Operation<{ cursor?: string }, { items: ModelInfo[]; cursor?: string }> = {
  encode(input, target) {
    return {
      method: "GET",
      ...modelListPlace(input, target, USUAL),
      headers: buildHeaders({ accept: "application/json" }, target.policy, new Set(), undefined),
      framing: "json",
    };
  },
  decode(head, body, target) {
    const list = readModelList(readJson(head, body, target), target, USUAL);
    if (list !== undefined) return list;
    throw new ProtocolError(`The model list of ${target.platform.name} has no list of models.`, {
      platform: target.platform.id,
      status: head.status,
      hint: `Check the base URL ${target.endpoint.baseUrl}.`,
    });
  },
};
