import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { jsonSchemas } from "./json-schemas.ts";
import { CATALOG_DIR } from "./load-catalog.ts";

interface SchemaNode {
  properties?: Record<string, SchemaNode>;
  description?: string;
  $ref?: string;
  allOf?: SchemaNode[];
  definitions?: Record<string, SchemaNode>;
  additionalProperties?: unknown;
}

const schemas = jsonSchemas();

describe.each([...schemas])("%s", (path, text) => {
  it("is committed as it is made", () => {
    expect(readFileSync(join(CATALOG_DIR, path), "utf8")).toBe(text);
  });

  it("explains every field", () => {
    const root = JSON.parse(text) as SchemaNode;
    const silent: string[] = [];
    let seen = 0;
    const visit = (node: unknown, at: string): void => {
      if (typeof node !== "object" || node === null) return;
      for (const [name, field] of Object.entries((node as SchemaNode).properties ?? {})) {
        const definition =
          root.definitions?.[
            (field.$ref ?? field.allOf?.[0]?.$ref)?.replace("#/definitions/", "") ?? ""
          ];
        seen += 1;
        if ((field.description ?? definition?.description ?? "").length < 4)
          silent.push(`${at}.${name}`);
      }
      for (const [name, child] of Object.entries(node)) visit(child, `${at}/${name}`);
    };
    visit(root, "");
    expect(seen).toBeGreaterThan(5);
    expect(silent).toEqual([]);
  });

  it("knows no other keys", () => {
    expect(text).not.toContain('"additionalProperties": {}');
  });
});
