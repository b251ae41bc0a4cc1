import process from "node:process";

/**
 * Says what takes long: nothing in the first second, then one line, then one every 20 seconds.
 *
 * @param {string} what
 * @returns {() => void} To be called at the end.
 */
export function progress(what) {
  const started = Date.now();
  const say = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    process.stderr.write(`byok: ${what}…${seconds < 5 ? "" : ` ${seconds} s`}\n`);
  };
  const first = setTimeout(say, 1000);
  const again = setInterval(say, 20_000);
  return () => {
    clearTimeout(first);
    clearInterval(again);
  };
}
