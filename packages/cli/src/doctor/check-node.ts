import process from "node:process";
import type { CheckLine } from "./check.ts";

const OLDEST = [22, 19] as const;

/** Whether this Node is one that byok runs on. */
export function checkNode(version: string = process.versions.node): CheckLine[] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (!old) return [{ area: "node", state: "ok", text: `Node ${version}` }];
  return [
    {
      area: "node",
      state: "fail",
      text: `Node ${version} is older than ${OLDEST.join(".")}, which byok needs.`,
      fix: "install Node 24 from https://nodejs.org",
    },
  ];
}
