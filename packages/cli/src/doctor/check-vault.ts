import type { VaultStatus } from "@byok/vault";
import type { CheckContext, CheckLine } from "./check.ts";

const PROBE_MS = 5000;

/** The vault's file and what opens it; nothing is asked. */
export async function checkVault({ keys, io }: CheckContext): Promise<CheckLine[]> {
  const status = (await keys.open()).status();
  if (status.problem !== undefined) {
    const { message, steps } = status.problem;
    return [{ area: "vault", state: "fail", text: message, fix: steps[0] ?? "byok vault status" }];
  }
  if (!status.exists) {
    const keychain = await probe();
    return [
      { area: "vault", state: "ok", text: `No key is stored yet (${status.path}).` },
      keychain.works
        ? {
            area: "vault",
            state: "ok",
            text: "The system's keychain works; it will protect the first key.",
          }
        : {
            area: "vault",
            state: "warn",
            text: `The first key needs a choice: ${keychain.why}`,
            fix: "byok vault init --backend passphrase",
          },
    ];
  }
  const count = status.entries === 1 ? "1 key" : `${status.entries} keys`;
  const found: CheckLine = {
    area: "vault",
    state: "ok",
    text: `${count} in ${status.path}, protected with ${status.backend}. ${status.backendDetail ?? ""}`.trim(),
  };
  return [found, await checkBackend(status, { keys, io })];
}

async function checkBackend(
  { backend }: VaultStatus,
  { keys, io }: Pick<CheckContext, "keys" | "io">,
): Promise<CheckLine> {
  if (backend === "keychain") {
    const { works, why, steps } = await probe();
    if (!works)
      return { area: "vault", state: "fail", text: why, fix: steps[0] ?? "byok vault status" };
  }
  // A person can still be asked for the passphrase later; the doctor does not ask.
  if (backend === "passphrase" && (io.env["BYOK_PASSPHRASE"] ?? "") === "") {
    return {
      area: "vault",
      state: "ok",
      text: "It is locked; byok asks for the passphrase when a key is needed.",
    };
  }
  try {
    await (await keys.open()).unlock();
    return { area: "vault", state: "ok", text: "It opens, and what it says is proved." };
  } catch (error) {
    const { message, steps } = error as { message: string; steps?: readonly string[] };
    return {
      area: "vault",
      state: "fail",
      text: message,
      fix: steps?.[0] ?? "byok vault status --unlock",
    };
  }
}

async function probe(): Promise<{ works: boolean; why: string; steps: readonly string[] }> {
  const { probeKeychain, systemKeychain } = await import("@byok/vault");
  try {
    await probeKeychain(systemKeychain(), AbortSignal.timeout(PROBE_MS));
    return { works: true, why: "", steps: [] };
  } catch (error) {
    const { message, steps = [] } = error as { message: string; steps?: readonly string[] };
    return { works: false, why: message, steps };
  }
}
