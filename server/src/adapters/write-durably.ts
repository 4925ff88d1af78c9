import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'

/** Replaces a file atomically: after a power cut, or when another process writes it too, it contains one text in full. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const temporaryFile = `${file}.${randomUUID()}.new`
  try {
    const handle = await open(temporaryFile, 'wx', 0o600)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporaryFile, file)
  } catch (error) {
    await rm(temporaryFile, { force: true })
    throw error
  }
}
