// Writes compressed copies of every text asset of the client build, so that the server does not compress at run time.
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const assetsDir = join(process.argv[2] ?? join(import.meta.dirname, 'dist/client'), 'assets')
const brotli = (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })

for (const name of readdirSync(assetsDir)) {
  if (!/\.(js|css|svg)$/.test(name)) continue
  const path = join(assetsDir, name)
  // From an earlier build: the name contains a hash of the content.
  if (existsSync(`${path}.br`) && existsSync(`${path}.gz`)) continue
  const text = readFileSync(path)
  writeFileSync(`${path}.br`, brotli(text))
  writeFileSync(`${path}.gz`, gzipSync(text, { level: 9 }))
}
