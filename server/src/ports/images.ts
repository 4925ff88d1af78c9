/** Why a picture was not taken. `too_many_pixels` is told from its header, before anything is unpacked. */
export type ImageRefusal = 'unreadable' | 'too_many_pixels' | 'too_slow' | 'busy'

export type Images = {
  /**
   * The same picture as a JPEG of at most 1 MB: upright, without what the camera wrote beside it. One at a time, and
   * people take turns: `by` is the userid of whoever sends it.
   */
  toSmallJpeg(bytes: Uint8Array, by: string): Promise<{ bytes: Uint8Array } | { refused: ImageRefusal }>
}
