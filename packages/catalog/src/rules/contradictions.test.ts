import { describe, expect, it } from "vitest";
import { ACME, acme, problemsOf } from "../__fixtures__/acme.ts";

const THINKER = "  thinker: { params: { temperature: { unsupported: it thinks } } }\n";

/** ACME with lines at its top level and others in its family. */
const withLines = (lines: string, family = ""): string =>
  acme(`families:\n${THINKER}`, `${lines}families:\n  thinker:\n    messages: {}\n${family}`);

describe("a stream", () => {
  it("is judged by what holds in the end", () => {
    const platform = "stream: { required: true }\n";
    expect(problemsOf(withLines(platform, "    stream: { supported: false }\n"))).toEqual([
      expect.stringContaining("families.thinker.stream.supported: contradicts required"),
    ]);
    const both = "    stream: { supported: false, required: false }\n";
    expect(problemsOf(withLines(platform, both))).toEqual([]);
    expect(
      problemsOf(withLines("stream: { supported: false }\n", "    stream: { required: true }\n")),
    ).toEqual([expect.stringContaining("families.thinker.stream.required: contradicts supported")]);
  });
});

describe("an error of status 200", () => {
  const rule = "errors: [{ status: 200, path: code, as: permission }]\n";
  const ours = ACME.replace(/errors:\n.*\n/, "");

  it("may stand where some answers of status 200 are errors", () => {
    expect(problemsOf(ours.replace("families:", `errorsIn200: true\n${rule}families:`))).toEqual(
      [],
    );
    const surface = `    auth: bearer\n    errorsIn200: true\n`;
    expect(
      problemsOf(
        ours.replace("    auth: bearer\n", surface).replace("families:", `${rule}families:`),
      ),
    ).toEqual([]);
    expect(
      problemsOf(
        ours
          .replace("families:", "errorsIn200: true\nfamilies:")
          .replace("    auth: bearer\n", `    auth: bearer\n    ${rule}`),
      ),
    ).toEqual([]);
  });

  it("may not stand where none is", () => {
    const off = ours.replace("families:", `errorsIn200: true\nfamilies:`);
    expect(
      problemsOf(
        off.replace("    auth: bearer\n", `    auth: bearer\n    errorsIn200: false\n    ${rule}`),
      ),
    ).toEqual([expect.stringContaining("surfaces[0].errors[0].status: 200 is no error")]);
  });
});

it("an upstream's bill may stand beside the platform's own and whose key it is", () => {
  const paths = "{ cost: cost, upstreamCost: details.cost, ownKey: own }";
  expect(problemsOf(withLines(`usage: { paths: ${paths}, costCurrency: USD }\n`))).toEqual([]);
});
