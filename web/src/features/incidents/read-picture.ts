import { ApiError } from '../../api/api-error.ts'
import { readFile } from '../../platform/read-file.ts'

/** Returns a picture in base64, as the API takes it. @throws ApiError when it is too large, or can no longer be read */
export async function readPicture(file: File): Promise<string> {
  const read = await readFile(file).catch(() => null)
  if (!read) throw new ApiError('file.refused')
  return read.data
}
