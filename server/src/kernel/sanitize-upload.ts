import { type attachmentTypes, UPLOAD_MAX_BYTES } from '@desk/shared/comments/comment-schemas'
import type { Images } from '../ports/images.ts'
import { FileRefusedError, UnavailableError } from './app-error.ts'

export type FileType = 'picture' | 'pdf'

const startsWith = (bytes: Uint8Array, signature: readonly number[], offset = 0) =>
  signature.every((byte, index) => bytes[offset + index] === byte)
const latin = (text: string) => [...text].map((character) => character.charCodeAt(0))

/**
 * Returns the type of a file by its first bytes; name and declared type are ignored. Null: not accepted. SVG and HTML
 * can contain scripts, GIF can be animated, and no decoder for HEIC is included.
 */
export function fileTypeOf(bytes: Uint8Array): FileType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'picture'
  if (startsWith(bytes, [0x89, ...latin('PNG'), 0x0d, 0x0a, 0x1a, 0x0a])) return 'picture'
  if (startsWith(bytes, latin('RIFF')) && startsWith(bytes, latin('WEBP'), 8)) return 'picture'
  return startsWith(bytes, latin('%PDF-')) ? 'pdf' : null
}

type SanitizedFile = { bytes: Uint8Array; type: (typeof attachmentTypes)[number] }

/** Returns the file as stored: a picture is encoded again; a PDF is unchanged, and only served as a download. */
export async function sanitizeUpload(images: Images, data: string, uploaderId: string): Promise<SanitizedFile> {
  const original = Buffer.from(data, 'base64')
  if (original.length > UPLOAD_MAX_BYTES) throw new FileRefusedError('too_large')
  const kind = fileTypeOf(original)
  if (kind === 'pdf') return { bytes: new Uint8Array(original), type: 'application/pdf' }
  if (kind === null) throw new FileRefusedError('kind')
  const result = await images.toSmallJpeg(original, uploaderId)
  if ('refused' in result) {
    if (result.refused !== 'busy') throw new FileRefusedError(result.refused)
    throw new UnavailableError('Too many pictures are waiting to be encoded')
  }
  return { bytes: result.bytes, type: 'image/jpeg' }
}
