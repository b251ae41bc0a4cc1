import { z } from "zod";
import { Id } from "./values.ts";

/** One plugin package of `plugins.yaml`. */
const PluginEntry = z
  .strictObject({
    export: z
      .string()
      .regex(/^[a-z][A-Za-z0-9]*$/, { error: "must be a camelCase export name" })
      .describe("The export that holds the provider."),
    id: Id.describe("The provider's short name."),
    wires: z.array(Id).min(1).optional().describe("Wires that it brings."),
    authenticators: z.array(Id).min(1).optional().describe("Authenticators that it brings."),
    framings: z.array(Id).min(1).optional().describe("Framings that it brings."),
    exists: z
      .boolean()
      .describe("Whether the package exists yet; false: only the install hint is known."),
  })
  .meta({ id: "Plugin", description: "One plugin package." });

/** The file `plugins.yaml`: package name → what it brings. */
export const PluginsFile = z
  .record(
    z.string().regex(/^@byok\/[a-z][a-z0-9-]*$/, { error: "must be a package name, @byok/<name>" }),
    PluginEntry,
  )
  .meta({
    title: "byok plugins",
    description: "Package → the wires, authenticators and framings that it brings.",
  });
