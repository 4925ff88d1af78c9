/** Why an image was refused. `too_many_pixels` is read from its header, before anything is decoded. */
export type ImageRefusal = 'unreadable' | 'too_many_pixels' | 'too_slow' | 'busy'

export type Images = {
  /**
   * Returns the image as a JPEG of at most 1 MB, upright and without metadata. Converts one image at a time, fairly
   * between uploaders, who are identified by their userids.
   */
  toSmallJpeg(bytes: Uint8Array, uploaderId: string): Promise<{ bytes: Uint8Array } | { refused: ImageRefusal }>
}
