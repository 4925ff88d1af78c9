import { FileRefusedError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { sanitizeUpload } from '../../../kernel/sanitize-upload.ts'

/**
 * Returns the picture of a report, encoded again: place, device and time of the shot are gone. A PDF is refused, since
 * its author stays in it. `by` is whose turn it is at the image worker.
 */
export async function sanitizePicture(
  { images }: Pick<Deps, 'images'>,
  data: string | undefined,
  by: string,
): Promise<Uint8Array | null> {
  if (data === undefined) return null
  const { bytes, type } = await sanitizeUpload(images, data, by)
  if (type !== 'image/jpeg') throw new FileRefusedError('kind')
  return bytes
}
