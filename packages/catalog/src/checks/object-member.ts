/**
 * Whether every object has a member of this name (`toString`, `constructor`, `__proto__`). As a key of a table such a
 * name reads as if it were there already, and the generated table does not compile.
 */
export function isObjectMember(name: string): boolean {
  return name === "prototype" || Object.hasOwn(Object.prototype, name);
}
