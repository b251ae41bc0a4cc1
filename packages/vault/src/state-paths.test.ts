import { expect, test } from "vitest";
import { statePaths } from "./state-paths.ts";

test.each<[string, NodeJS.Platform, Record<string, string>, string, string]>([
  ["BYOK_HOME", "linux", { HOME: "/home/a", BYOK_HOME: "/srv/byok/" }, "/srv/byok/", "/srv/byok/"],
  ["Linux", "linux", { HOME: "/home/a" }, "/home/a/.config/byok", "/home/a/.local/share/byok"],
  [
    "XDG",
    "linux",
    { HOME: "/home/a", XDG_CONFIG_HOME: "/c", XDG_DATA_HOME: "/d" },
    "/c/byok",
    "/d/byok",
  ],
  [
    "a relative XDG folder",
    "linux",
    { HOME: "/home/a", XDG_DATA_HOME: "d" },
    "/home/a/.config/byok",
    "/home/a/.local/share/byok",
  ],
  [
    "macOS",
    "darwin",
    { HOME: "/Users/a" },
    "/Users/a/Library/Application Support/byok",
    "/Users/a/Library/Application Support/byok",
  ],
  [
    "Windows",
    "win32",
    { USERPROFILE: "C:\\Users\\a", APPDATA: "C:\\Users\\a\\AppData\\Roaming" },
    "C:\\Users\\a\\AppData\\Roaming\\byok",
    "C:\\Users\\a\\AppData\\Local\\byok",
  ],
])("%s", (_, system, env, config, data) => {
  expect(statePaths(env, system)).toEqual({ config, data });
});

test("a relative BYOK_HOME would be another vault in each folder, and is refused", () => {
  expect(() => statePaths({ BYOK_HOME: "state" }, "linux")).toThrow("absolute");
});
