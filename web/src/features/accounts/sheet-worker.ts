// The variant for browsers starts workers from a string of code, which the content security policy forbids; this one starts none.
import { readSheet } from 'read-excel-file/universal'
import { archiveFault } from './check-archive.ts'
import type { SheetAnswer } from './read-sheet.ts'

/** Reads the first sheet of a file in a worker, since a large one would block the page for seconds. */
async function read(file: Blob): Promise<SheetAnswer> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const fault = archiveFault(bytes)
  if (fault) return { refused: fault }
  try {
    return { cells: (await readSheet(file)) as Extract<SheetAnswer, { cells: unknown }>['cells'] }
  } catch {
    return { refused: 'unreadable' }
  }
}

self.onmessage = ({ data }: MessageEvent<Blob>) => {
  void read(data).then((answer) => {
    self.postMessage(answer)
  })
}
