import { isNode, stringValue } from "./lint-rule.ts";
import type { AstNode, LintRule } from "./lint-rule.ts";

const message =
  "A difference between platforms is data in packages/catalog/platforms/<id>.yaml, never a comparison with a platform's name.";

/** Refuses `platform === "openai"`, `switch (platform)` and `["openai"].includes(platform)`. */
export const noPlatformComparison: LintRule = {
  create(context) {
    return {
      BinaryExpression(node) {
        if (!/^[!=]==?$/.test(String(node["operator"]))) return;
        const { left, right } = node;
        if (comparesPlatform(left, right) || comparesPlatform(right, left)) {
          context.report({ node, message });
        }
      },
      SwitchStatement(node) {
        if (!namesPlatform(node["discriminant"])) return;
        const cases = node["cases"] as AstNode[];
        if (cases.some((each) => isPlatformName(each["test"]))) context.report({ node, message });
      },
      CallExpression(node) {
        const callee = node["callee"];
        if (!isNode(callee) || propertyName(callee) !== "includes") return;
        const list = callee["object"];
        if (!isNode(list) || list.type !== "ArrayExpression") return;
        const names = (list["elements"] as unknown[]).some(isPlatformName);
        if (names && namesPlatform((node["arguments"] as unknown[])[0])) {
          context.report({ node, message });
        }
      },
    };
  },
};

function comparesPlatform(subject: unknown, name: unknown): boolean {
  return namesPlatform(subject) && isPlatformName(name);
}

/** `platform`, `row.platformId`, `options.modelPlatform`, `resolution.platform.id`; never `process.platform`. */
function namesPlatform(value: unknown): boolean {
  const node = isNode(value) && value.type === "ChainExpression" ? value["expression"] : value;
  if (!isNode(node)) return false;
  if (node.type === "Identifier") return /platform(Id|Name)?$/i.test(String(node["name"]));
  if (node.type !== "MemberExpression") return false;
  const object = node["object"];
  if (isNode(object) && object.type === "Identifier" && object["name"] === "process") return false;
  const name = propertyName(node);
  return name === "id" || name === "name"
    ? namesPlatform(object)
    : /platform(Id|Name)?$/i.test(name ?? "");
}

function isPlatformName(value: unknown): boolean {
  const text = stringValue(value);
  if (text !== undefined) return text !== "";
  if (!isNode(value) || value.type !== "MemberExpression") return false;
  const object = value["object"];
  return isNode(object) && object.type === "Identifier" && object["name"] === "ModelPlatformType";
}

function propertyName(node: AstNode): string | undefined {
  const property = node["property"];
  return isNode(property) && node["computed"] !== true ? String(property["name"]) : undefined;
}
