import type { LintRule } from "./lint-rule.ts";

/** Enums are not erasable; a literal union with a frozen record does the same. */
export const noEnum: LintRule = {
  create(context) {
    return {
      TSEnumDeclaration(node) {
        context.report({
          node,
          message: "Use a literal union and a frozen `as const` record instead of an enum.",
        });
      },
    };
  },
};
