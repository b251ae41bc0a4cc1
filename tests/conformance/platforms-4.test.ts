import { listPlatforms } from "@byok/core";
import { describeConformance } from "@byok/simulator/conformance";

// Every fourth platform, so that vitest's workers share the work.
for (const [index, { id }] of listPlatforms().entries())
  if (index % 4 === 3) describeConformance(id);
