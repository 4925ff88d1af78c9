import { Unzip, UnzipInflate, unzipSync } from 'fflate'

export const MAX_FILE_BYTES = 10 * 1024 * 1024
const MAX_INFLATED_BYTES = 50 * 1024 * 1024
/** The archive is inflated in pieces of this size, so that a decompression bomb is noticed before it fills the memory. */
const PIECE_BYTES = 64 * 1024
/** The characters `PK`, with which every ZIP archive begins. */
const ZIP_SIGNATURE = [0x50, 0x4b]

export type ArchiveFault = 'too_large' | 'inflated' | 'unreadable'

/**
 * Returns the inflated size that the directory of the archive states. The spreadsheet reader follows this directory, which may
 * list other entries than those found by reading the archive from its start.
 */
function statedBytes(bytes: Uint8Array): number {
  let stated = 0
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      stated += originalSize
      return false
    },
  })
  return stated
}

/**
 * Returns why an archive must not be read, or null if it may be. Its inflated bytes are counted, since the sizes that it
 * states may be wrong.
 */
export function archiveFault(bytes: Uint8Array): ArchiveFault | null {
  if (bytes.length > MAX_FILE_BYTES) return 'too_large'
  if (ZIP_SIGNATURE.some((byte, index) => bytes[index] !== byte)) return 'unreadable'
  let inflated = 0
  let fault: ArchiveFault | null = null
  const unzip = new Unzip((file) => {
    file.ondata = (error, data) => {
      if (error) fault ??= 'unreadable'
      inflated += data?.length ?? 0
    }
    file.start()
  })
  unzip.register(UnzipInflate)
  try {
    if (statedBytes(bytes) > MAX_INFLATED_BYTES) return 'inflated'
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      unzip.push(bytes.subarray(from, from + PIECE_BYTES), from + PIECE_BYTES >= bytes.length)
      if (inflated > MAX_INFLATED_BYTES) return 'inflated'
      if (fault) return fault
    }
  } catch {
    return 'unreadable'
  }
  return null
}
