import { Zip, ZipDeflate } from 'fflate'

/** Texts of one file, in parts. */
export type FileTexts = AsyncIterable<string> | Iterable<string>

/** Small parts are joined until they have this length, since each costs a call to the compressor. */
const PART_CHARS = 16_384
/** Maximum size of a file, and of the archive, without the ZIP64 extension. */
const MAX_BYTES = 0xffff_ffff

/** Yields a ZIP in parts while its files are made, so that memory does not grow with it. */
export async function* streamZip(
  files: AsyncIterable<readonly [name: string, texts: FileTexts]>,
  madeAt: Date,
): AsyncGenerator<Uint8Array> {
  const parts: Uint8Array[] = []
  let written = 0
  const zip = new Zip((error, part) => {
    if (error) throw error
    parts.push(part)
    written += part.length
  })
  const encoder = new TextEncoder()
  for await (const [name, texts] of files) {
    const file = new ZipDeflate(name, { level: 6 })
    file.mtime = madeAt
    zip.add(file)
    let size = 0
    let waiting = ''
    const push = (text: string) => {
      const bytes = encoder.encode(text)
      size += bytes.length
      if (size > MAX_BYTES || written > MAX_BYTES) throw new Error(`${name} or its ZIP is larger than 4 GB`)
      file.push(bytes)
      waiting = ''
    }
    for await (const text of texts) {
      waiting += text
      if (waiting.length < PART_CHARS) continue
      push(waiting)
      yield* parts.splice(0)
    }
    push(waiting)
    file.push(new Uint8Array(0), true)
    yield* parts.splice(0)
  }
  zip.end()
  yield* parts.splice(0)
}
