import type { attachmentTypes } from '@desk/shared/comments/comment-schemas'
import { UPLOAD_MAX_BYTES } from '@desk/shared/comments/comment-schemas'
import type { ImageRefusal, Images } from '../ports/images.ts'
import { AppError } from './app-error.ts'
import { fileKindOf } from './file-type.ts'

/** The file is none that we take, or cannot be read. `details.reason` says which. */
class FileRefusedError extends AppError {
  override readonly name = 'FileRefusedError'
  readonly code = 'file.refused'
  constructor(reason: Exclude<ImageRefusal, 'busy'> | 'kind' | 'too_large') {
    super(`The file was not taken: ${reason}`, { details: { reason } })
  }
}

/** Nothing is wrong with the picture: others were first. */
class PicturesBusyError extends AppError {
  override readonly name = 'PicturesBusyError'
  readonly code = 'unavailable'
  constructor() {
    super('No turn for this picture came within a minute')
  }
}

type KeptFile = { bytes: Uint8Array; type: (typeof attachmentTypes)[number] }

/** A file as it is kept: a picture is drawn anew; a PDF stays as it is and is only ever handed out as a download. */
export async function keptFile(images: Images, data: string, by: string): Promise<KeptFile> {
  const original = Buffer.from(data, 'base64')
  if (original.length > UPLOAD_MAX_BYTES) throw new FileRefusedError('too_large')
  const kind = fileKindOf(original)
  if (kind === 'pdf') return { bytes: new Uint8Array(original), type: 'application/pdf' }
  if (kind === null) throw new FileRefusedError('kind')
  const result = await images.toSmallJpeg(original, by)
  if ('refused' in result)
    throw result.refused === 'busy' ? new PicturesBusyError() : new FileRefusedError(result.refused)
  return { bytes: result.bytes, type: 'image/jpeg' }
}
