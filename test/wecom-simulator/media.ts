import { DAY_MS } from '@desk/shared/kernel/durations'
import { refuse } from './errors.ts'
import type { MediaType, SimMedia, Upload } from './media-file.ts'
import type { SimulatorContext } from './simulator-context.ts'

const LIFETIME_MS = 3 * DAY_MS
const MB = 1024 * 1024

/** The largest size by type; the smallest is six bytes (doc 90253). */
const maxBytes: Record<MediaType, number> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }

/** Codes of a file in another format (doc 90313). */
const formatCodes: Record<MediaType, number> = { image: 40123, voice: 301017, video: 40004, file: 40004 }

const startsWith = (bytes: Buffer, ...signature: number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte)

const hasFormat: Record<MediaType, (bytes: Buffer) => boolean> = {
  image: (bytes) => startsWith(bytes, 0xff, 0xd8, 0xff) || startsWith(bytes, 0x89, 0x50, 0x4e, 0x47),
  voice: (bytes) => bytes.subarray(0, 5).toString('latin1') === '#!AMR',
  video: (bytes) => bytes.subarray(4, 8).toString('latin1') === 'ftyp',
  file: () => true,
}

export const storeMedia = (context: SimulatorContext, type: MediaType, upload: Upload): SimMedia => {
  if (upload.bytes.length === 0) refuse(44001)
  if (upload.bytes.length <= 5) refuse(40006)
  if (upload.bytes.length > maxBytes[type]) refuse(45001)
  if (!hasFormat[type](upload.bytes)) refuse(formatCodes[type])
  const media: SimMedia = {
    mediaId: context.newId('media'),
    type,
    filename: upload.filename,
    contentType: upload.contentType,
    base64: upload.bytes.toString('base64'),
    createdAtMs: context.clock.nowMs(),
  }
  context.state.media[media.mediaId] = media
  context.record({ effect: 'media.upload', mediaId: media.mediaId, filename: media.filename })
  return media
}

/** Returns a file that has not expired. Every app of the company may use it for three days (doc 90254). */
export const requireMedia = (context: SimulatorContext, mediaId: string, type?: MediaType): SimMedia => {
  const media = context.state.media[mediaId]
  const isExpired = !media || context.clock.nowMs() - media.createdAtMs > LIFETIME_MS
  if (isExpired || (type !== undefined && media.type !== type)) return refuse(40007)
  return media
}
