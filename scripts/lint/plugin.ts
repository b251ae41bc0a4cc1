import { importBoundaries } from "./import-boundaries.ts";
import { noEnum } from "./no-enum.ts";
import { noExportStar } from "./no-export-star.ts";
import { noPlatformComparison } from "./no-platform-comparison.ts";

/** The rules of this house that no linter ships; oxlint loads this file by `.oxlintrc.json`. */
export default {
  meta: { name: "byok" },
  rules: {
    "import-boundaries": importBoundaries,
    "no-enum": noEnum,
    "no-export-star": noExportStar,
    "no-platform-comparison": noPlatformComparison,
  },
};
