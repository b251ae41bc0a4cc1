/** Called for each frame: the event's name ("" when it has none), its data, and its bytes for binary framings. */
export type OnFrame = (event: string, data: string, bytes?: Uint8Array) => void;

/** Turns chunks of bytes into frames, for one stream. */
export interface FramingDecoder {
  push(chunk: Uint8Array): void;
  /**
   * Whether the last chunk brought a part of a frame that is not whole yet, and no keep-alive: such a frame is no
   * silence, however slowly it comes. Asked only when a chunk has brought no content. Default: no.
   */
  isGrowing?(): boolean;
  /** The body has ended: a last frame without its delimiter may still come out. */
  end(): void;
}

/** Caps that keep a hostile answer from filling the memory. */
export interface FramingLimits {
  /** The longest frame in bytes (about one byte per character). */
  maxFrameBytes: number;
}

/** A way of cutting a body into frames. */
export interface Framing {
  id: string;
  /** @throws LimitError from `push` when a frame is longer than the cap. */
  create(onFrame: OnFrame, limits: FramingLimits): FramingDecoder;
}
