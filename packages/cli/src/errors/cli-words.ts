/** What lets a call pass that no price is known of, where `--budget` gave the limit. */
export const NO_BUDGET = "leave --budget out";

/** What lets a call pass that may cost more than `--budget` allows. */
export const RAISE_BUDGET = "raise --budget";

/** What leaves a `.env` file out that nobody named. */
export const NO_ENV_FILE = "--no-env-file";

/** Core's hints name the API; at the command line the same things are flags. */
export function inCliWords(hint: string): string {
  return (
    hint
      .replaceAll("Lower `maxTokens` or `maxRetries`", "Lower --max-tokens")
      .replaceAll("`maxTokens`", "--max-tokens")
      .replaceAll("`allowInsecureHttp: true`", "--allow-insecure-http")
      .replaceAll("pass `url`", "pass --url")
      .replaceAll("as `url`", "with --url")
      .replaceAll("`url`", "--url")
      .replaceAll(", or `keyFile`", "")
      .replaceAll(
        /Go back to the last good copy, (\S+), with `restoreVault` \(`byok vault restore`\)/g,
        "byok vault restore (back to the last good copy, $1)",
      )
      .replaceAll("`envFile: false`", NO_ENV_FILE)
      .replaceAll("`envFile`", "--use-env-file")
      .replaceAll("`apiKey`", "the environment")
      .replaceAll("`modelConfig`", "flags such as --temperature")
      .replaceAll(/\bmodelType\b/g, "--model")
      .replaceAll("`timeoutMs`", "--timeout")
      .replaceAll(/`partial` has (?=what|the answer)/g, "the output has ")
      .replaceAll(/listModels\("([^"]*)"\)/g, "byok models $1")
      .replaceAll("another `surface`", "another --surface")
      // The limits of this device say "raise the budget".
      .replaceAll(
        "shorten the prompt, or raise the limit",
        `shorten the prompt, or ${RAISE_BUDGET}`,
      )
      .replaceAll("Correct the config;", "Give another value;")
      .replaceAll("make the budget with `allowUnpriced: true`", NO_BUDGET)
      .replaceAll("allow unpriced calls in the budget", "set the limit with --allow-unpriced")
  );
}

/** What core says happened, with the flags of the command line for the names of its API. */
export function messageInCliWords(message: string): string {
  return message
    .replaceAll(/\bfrom url\b/g, "from --url")
    .replaceAll("the argument `url`", "--url");
}
