import { unzipSync } from 'fflate'
import { textOf } from '../bytes.ts'
import { BundleError } from './faults.ts'
import type { BundleFiles } from './read-files.ts'

/** More is no bundle of ours: a small file can claim to unpack into very much. */
const MAX_BYTES = 8_000_000_000

/**
 * Opens a bundle. Each file is unpacked when it is read, one at a time, so that large bundles fit into memory. Directories are
 * left out; two files of the same name are refused, since tools differ in which they read.
 */
export function readZip(zip: Uint8Array): BundleFiles {
  const names = new Set<string>()
  let bytes = 0
  const unreadable = (about: string | null) => new BundleError('zip_unreadable', 'ZIP', { about })
  const unzip = (filter: Parameters<typeof unzipSync>[1]) => {
    try {
      return unzipSync(zip, filter)
    } catch (error) {
      throw error instanceof BundleError ? error : unreadable(error instanceof Error ? error.message : null)
    }
  }
  unzip({
    filter({ name, originalSize }) {
      bytes += originalSize
      if (names.has(name) || bytes > MAX_BYTES) throw unreadable(name)
      names.add(name)
      return false
    },
  })
  for (const name of names) if (name.endsWith('/')) names.delete(name)
  return {
    keys: () => names.keys(),
    has: (name) => names.has(name),
    get: (wanted) => (names.has(wanted) ? unzip({ filter: ({ name }) => name === wanted })[wanted] : undefined),
  }
}

/** Whether a file is a ZIP; else it may be the text of a single proof. */
export const isZip = (bytes: Uint8Array): boolean => textOf(bytes.subarray(0, 2)) === 'PK'
