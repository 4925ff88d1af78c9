export type FileType = 'picture' | 'pdf'

const startsWith = (bytes: Uint8Array, signs: readonly number[], at = 0) =>
  signs.every((sign, index) => bytes[at + index] === sign)
const latin = (text: string) => [...text].map((sign) => sign.charCodeAt(0))

/**
 * Returns the type of a file by its first bytes; name and declared type are ignored. Null: not accepted. SVG and HTML
 * can contain scripts, GIF is animated, and no decoder for HEIC is included.
 */
export function fileTypeOf(bytes: Uint8Array): FileType | null {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'picture'
  if (startsWith(bytes, [0x89, ...latin('PNG'), 0x0d, 0x0a, 0x1a, 0x0a])) return 'picture'
  if (startsWith(bytes, latin('RIFF')) && startsWith(bytes, latin('WEBP'), 8)) return 'picture'
  return startsWith(bytes, latin('%PDF-')) ? 'pdf' : null
}
