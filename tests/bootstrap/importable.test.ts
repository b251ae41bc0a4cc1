import { execFileSync } from "node:child_process";
import process from "node:process";
import { expect, it } from "vitest";
import { root } from "../../scripts/lib/root.ts";
import { workspacePackages } from "../../scripts/lib/workspace.ts";

it("every package can be imported by its names from the root of the workspace", () => {
  const names = workspacePackages(root).flatMap(({ name, manifest }) =>
    Object.keys(manifest.exports ?? {})
      .filter((key) => !key.endsWith(".json"))
      .map((key) => name + key.slice(1)),
  );
  for (const name of ["byok", "@byok/core", "@byok/core/provider", "@byok/simulator/conformance"])
    expect(names).toContain(name);
  const script = `for (const name of ${JSON.stringify(names)}) {
    if (Object.keys(await import(name)).length === 0) throw new Error(name + " exports nothing");
  }`;
  execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: root });
});
