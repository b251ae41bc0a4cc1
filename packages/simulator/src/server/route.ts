import type { Platform, Surface } from "@byok/core/provider";
import type { SpokenWire } from "../expect/expectations.ts";
import type { RawRequest } from "./handle.ts";

/** What a request asks for, by its method and path. */
export interface Route {
  wire: SpokenWire;
  operation: "chat" | "embed" | "models" | "countTokens" | "unknown";
  modelId?: string;
}

type Posted = "chat" | "embed" | "countTokens";

/** The path of each operation where a surface names none, below a base URL. */
const USUAL: Readonly<Record<SpokenWire, Readonly<Partial<Record<Posted, string>>>>> = {
  "openai-chat": { chat: "/chat/completions", embed: "/embeddings" },
  "anthropic-messages": { chat: "/messages", countTokens: "/messages/count_tokens" },
};

const WIRES = Object.keys(USUAL) as SpokenWire[];

/** Finds what a request asks for: at the paths that the platform's surfaces name, else at the wire's usual ones. */
export function routeOf({ method, url, headers }: RawRequest, platform?: Platform): Route {
  const path = url.pathname.replace(/\/+$/, "");
  for (const wire of method === "POST" ? WIRES : []) {
    const surface = platform?.surfaces.find((each) => each.wire === wire);
    for (const operation of ["chat", "embed", "countTokens"] as const) {
      const template = templateOf(operation, wire, surface);
      if (template !== undefined && endsIn(template, path)) return { wire, operation };
    }
  }
  const wire = headers["anthropic-version"] === undefined ? "openai-chat" : "anthropic-messages";
  const models = method === "GET" ? /\/models(?:\/(.+))?$/.exec(path) : null;
  if (models === null) return { wire, operation: "unknown" };
  return {
    wire,
    operation: "models",
    ...(models[1] === undefined ? {} : { modelId: decodeURIComponent(models[1]) }),
  };
}

function templateOf(
  operation: Posted,
  wire: SpokenWire,
  surface: Surface | undefined,
): string | undefined {
  const usual = USUAL[wire][operation];
  if (operation === "chat") return surface?.path ?? usual;
  const own = surface?.paths?.[operation];
  if (own !== undefined || operation === "embed") return own ?? usual;
  return surface?.path === undefined ? usual : `${surface.path.split("?")[0]}/count_tokens`;
}

/** Whether a path ends in a template, with anything but a slash in its places. */
function endsIn(template: string, path: string): boolean {
  const [own = ""] = template.split("?");
  const pattern = own
    .replace(/\/+$/, "")
    .split(/\{\w+\}/)
    .map((text) => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, "\\$&"))
    .join("[^/]+");
  return new RegExp(`${pattern}$`).test(path);
}
