import type { LintRule } from "./lint-rule.ts";

/** An index file is an explicit list, so that what a package exports is a decision. */
export const noExportStar: LintRule = {
  create(context) {
    return {
      ExportAllDeclaration(node) {
        context.report({
          node,
          message: "Name each export: `export *` makes a package's surface an accident.",
        });
      },
    };
  },
};
