import type { attachmentTypes } from '@desk/shared/comments/comment-schemas'
import { UPLOAD_MAX_BYTES } from '@desk/shared/comments/comment-schemas'
import type { Images } from '../ports/images.ts'
import { FileRefusedError, UnavailableError } from './app-error.ts'
import { fileTypeOf } from './file-type.ts'

type SanitizedFile = { bytes: Uint8Array; type: (typeof attachmentTypes)[number] }

/** Returns the file as stored: an image is encoded again; a PDF is unchanged, and only served as a download. */
export async function sanitizeUpload(images: Images, data: string, by: string): Promise<SanitizedFile> {
  const original = Buffer.from(data, 'base64')
  if (original.length > UPLOAD_MAX_BYTES) throw new FileRefusedError('too_large')
  const kind = fileTypeOf(original)
  if (kind === 'pdf') return { bytes: new Uint8Array(original), type: 'application/pdf' }
  if (kind === null) throw new FileRefusedError('kind')
  const result = await images.toSmallJpeg(original, by)
  if ('refused' in result) {
    if (result.refused !== 'busy') throw new FileRefusedError(result.refused)
    throw new UnavailableError('No worker for this picture was free within a minute')
  }
  return { bytes: result.bytes, type: 'image/jpeg' }
}
