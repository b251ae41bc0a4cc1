import { describe, expect, it } from "vitest";
import { ACME, acme, problemsOf } from "../__fixtures__/acme.ts";

describe("a variable", () => {
  const vars = "vars:\n  tenant: { env: [ACME_TENANT] }\n";

  it.each([
    ["a base URL", "https://api.acme.example/v1", "https://{tenant}.acme.example/v1"],
    ["a path", "    auth: bearer\n", '    auth: bearer\n    path: "/{tenant}/chat"\n'],
    [
      "another path",
      "    auth: bearer\n",
      '    auth: bearer\n    paths: { embed: "/{tenant}/embed" }\n',
    ],
    ["a fixed header", 'x-acme: "1"', 'x-acme: "{tenant}"'],
    [
      "the list of models",
      "headers:\n",
      'modelsApi: { path: "/{tenant}", shape: openai }\nheaders:\n',
    ],
  ])("may go into %s", (_, from, to) => {
    expect(problemsOf(acme(from, to).replace("vars:\n", vars))).toEqual([]);
  });

  it.each(["wire: acme-chat", "auth: acme-auth"])("may be read by a plugin (%s)", (part) => {
    const plugins =
      '"@byok/acme": { export: acme, id: acme, wires: [acme-chat], authenticators: [acme-auth], exists: false }\n';
    const text = ACME.replace(part.startsWith("wire") ? "wire: openai-chat" : "auth: bearer", part);
    expect(problemsOf(text.replace("vars:\n", vars), { "plugins.yaml": plugins })).toEqual([]);
  });

  it("is known though the schema refuses a part of it", () => {
    expect(
      problemsOf(acme("zone: { env: [ACME_ZONE], default: a }", "zone: { env: [PATH] }")),
    ).toEqual([expect.stringContaining("vars.zone.env[0]: steers other programs")]);
  });
});

describe("the header of the key", () => {
  it.each(["fixed", "browser", "attribution"])("is no entry's, in whatever policy (%s)", (kind) => {
    const text = acme("    auth: bearer\n", "    auth: header\n    authName: x-api-key\n").replace(
      "    family: thinker\n",
      `    policy: { headers: { ${kind}: { x-client: byok } } }\n`,
    );
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text.replace("authName: x-api-key", "authName: X-Client"))).toEqual([
      expect.stringContaining(
        `models.acme-2.policy.headers.${kind}.x-client: carries the key of surfaces[0]`,
      ),
    ]);
  });
});
