import type { Framing } from "../spi/framing.ts";

/** Raw bytes: every chunk is a frame as it comes, for sounds and files. */
export const bytes: Framing = {
  id: "bytes",
  create(onFrame) {
    return {
      push(chunk) {
        onFrame("", "", chunk);
      },
      end() {},
    };
  },
};
