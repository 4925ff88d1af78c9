export const mediaTypes = ['image', 'voice', 'video', 'file'] as const
export type MediaType = (typeof mediaTypes)[number]

/** The content is base64, so that the whole state is plain JSON. */
export type SimMedia = {
  mediaId: string
  type: MediaType
  filename: string
  contentType: string
  base64: string
  createdAtMs: number
}

export type Upload = { filename: string; contentType: string; bytes: Buffer }

/** A result that is a file instead of JSON. */
export class FileResult {
  readonly media: SimMedia

  constructor(media: SimMedia) {
    this.media = media
  }

  /** Returns the whole file, or the part that a `Range` header names. */
  toResponse(range: string | undefined): Response {
    const bytes = Buffer.from(this.media.base64, 'base64')
    const extension = /\.[A-Za-z0-9]{1,8}$/.exec(this.media.filename)?.[0] ?? ''
    const headers = {
      'content-type': this.media.contentType,
      'content-disposition': `attachment; filename="${this.media.mediaId}${extension}"`,
    }
    const part = /^bytes=(\d+)-(\d*)$/.exec(range ?? '')
    if (!part) return new Response(new Uint8Array(bytes), { headers })
    const from = Number(part[1])
    const to = Math.min(part[2] ? Number(part[2]) : bytes.length - 1, bytes.length - 1)
    if (from > to) return new Response(null, { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } })
    const contentRange = { 'content-range': `bytes ${from}-${to}/${bytes.length}` }
    const chunk = new Uint8Array(bytes.subarray(from, to + 1))
    return new Response(chunk, { status: 206, headers: { ...headers, ...contentRange } })
  }
}
