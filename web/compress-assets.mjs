// Twins of every text asset of the client build, so that the server never compresses on the way.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const assetsDir = join(import.meta.dirname, 'dist/client/assets')
const brotli = (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })

for (const name of readdirSync(assetsDir)) {
  if (!/\.(js|css|svg)$/.test(name)) continue
  const path = join(assetsDir, name)
  const text = readFileSync(path)
  writeFileSync(`${path}.br`, brotli(text))
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
}
