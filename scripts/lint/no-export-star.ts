import type { LintRule } from "./lint-rule.ts";

/** An index file is an explicit list, so that what a package exports is a decision. */
export const noExportStar: LintRule = {
  create(context) {
    return {
      ExportAllDeclaration(node) {
        // A new platform brings new config types without an edit by hand: codegen names those.
        const { exportKind, source } = node as unknown as {
          exportKind?: string;
          source?: { value?: unknown };
        };
        if (exportKind === "type" && String(source?.value).startsWith("./generated/")) return;
        context.report({
          node,
          message: "Name each export: `export *` makes a package's surface an accident.",
        });
      },
    };
  },
};
