/** The part of an ESTree node that the house rules read. */
export interface AstNode {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** The part of oxlint's rule context that the house rules use. */
interface RuleContext {
  readonly filename: string;
  report(problem: { message: string; node: AstNode }): void;
}

/** A rule in the form that oxlint loads. */
export interface LintRule {
  create(context: RuleContext): Record<string, (node: AstNode) => void>;
}

/** Whether a value is a node of the syntax tree. */
export function isNode(value: unknown): value is AstNode {
  return typeof value === "object" && value !== null && "type" in value;
}

/** The text of a string literal or of a template without substitutions; otherwise undefined. */
export function stringValue(node: unknown): string | undefined {
  if (!isNode(node)) return undefined;
  if (node.type === "Literal" && typeof node["value"] === "string") return node["value"];
  if (node.type !== "TemplateLiteral") return undefined;
  const quasis = node["quasis"] as { value: { cooked: string } }[];
  return quasis.length === 1 ? quasis[0]?.value.cooked : undefined;
}
