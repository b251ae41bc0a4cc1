import { rmSync } from "node:fs";
import process from "node:process";
import { openVault } from "@byok/vault";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  changeVault,
  countFrom,
  environment,
  filesOf,
  newHome,
  runIn,
  storedLabels,
} from "./vault-process.ts";

let home: string;
beforeEach(() => {
  home = newHome();
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

test("eight processes that make the vault and write at once: every key is there", async () => {
  const writes = countFrom("BYOK_VAULT_WRITES", 12);
  const names = Array.from({ length: 8 }, (_, number) => `p${number}`);
  const ended = await Promise.all(
    names.map(async (name) =>
      runIn(home, [process.execPath, changeVault, "add", name, String(writes)]),
    ),
  );
  expect(ended.map(({ code, output }) => (code === 0 ? "" : output)).join("")).toBe("");
  const expected = names.flatMap((name) =>
    Array.from({ length: writes }, (_, number) => `${name}-${number}`),
  );
  expect(await storedLabels(home)).toEqual(expected.toSorted());
  expect(filesOf(home)).toEqual(["vault.json", "vault.json.bak"]);
  const vault = openVault({ env: environment(home) });
  expect(vault.list().filter((entry) => entry.isDefault)).toHaveLength(1);
}, 600_000);
