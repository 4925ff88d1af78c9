import { FileRefusedError } from '../../../kernel/app-error.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { sanitizeUpload } from '../../../kernel/sanitize-upload.ts'

/**
 * Returns the picture of a report, encoded again without the place, device and time of the shot; null without a picture. A PDF is
 * refused, since it may name its author. `uploaderId`: whose place in the queue of images is used; `unnamed` for all unnamed
 * reports.
 *
 * @throws FileRefusedError
 */
export async function sanitizePicture(
  { images }: Pick<Deps, 'images'>,
  data: string | undefined,
  uploaderId: string,
): Promise<Uint8Array | null> {
  if (data === undefined) return null
  const { bytes, type } = await sanitizeUpload(images, data, uploaderId)
  if (type !== 'image/jpeg') throw new FileRefusedError('kind')
  return bytes
}
