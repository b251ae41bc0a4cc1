import { expect, it } from "vitest";
import { PLATFORM_ALIASES } from "../generated/platforms.ts";
import { findPlatform } from "./find-platform.ts";
import { listPlatforms } from "./list-platforms.ts";

it("lists every platform with its other names, each of which finds it", () => {
  const platforms = listPlatforms();
  expect(platforms.find(({ id }) => id === "qwen")?.aliases).toContain("tongyi-qianwen");
  expect(platforms.flatMap(({ aliases }) => aliases ?? []).toSorted()).toEqual(
    Object.keys(PLATFORM_ALIASES).toSorted(),
  );
  for (const { id, aliases = [] } of platforms)
    for (const name of aliases) expect(findPlatform(name)?.id).toBe(id);
});
