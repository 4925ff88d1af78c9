import { MAX_FILE_BYTES, type ArchiveFault } from './check-archive.ts'
import type { SheetCell } from './read-cells.ts'

export type SheetRefusal = ArchiveFault | 'slow'
export type SheetAnswer = { cells: SheetCell[][] } | { refused: SheetRefusal }

/** A sheet of 2,000 rows takes one second on a slow phone. */
const TIMEOUT_MS = 20_000

/** Reads the first sheet of an XLSX file on this device; none of it is sent. */
export function readSheet(file: File): Promise<SheetAnswer> {
  if (file.size > MAX_FILE_BYTES) return Promise.resolve({ refused: 'too_large' })
  const worker = new Worker(new URL('sheet-worker.ts', import.meta.url), { type: 'module' })
  return new Promise((resolve) => {
    const end = (answer: SheetAnswer) => {
      clearTimeout(timer)
      worker.terminate()
      resolve(answer)
    }
    const timer = setTimeout(() => {
      end({ refused: 'slow' })
    }, TIMEOUT_MS)
    worker.onmessage = ({ data }: MessageEvent<SheetAnswer>) => {
      end(data)
    }
    worker.onerror = () => {
      end({ refused: 'unreadable' })
    }
    worker.postMessage(file)
  })
}
