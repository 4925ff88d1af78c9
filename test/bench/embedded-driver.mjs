// PGlite as the server starts it, and nothing around it: a folder, and a file with lists of statements as JSON. Each list
// is one transaction; prints how many milliseconds all of them took. A program of its own, since PGlite is not bundled.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(new URL('../../server/package.json', import.meta.url))
/** @type {{ PGlite: any }} */
const { PGlite } = await import(pathToFileURL(require.resolve('@electric-sql/pglite')).href)
const [dataDir = '', file = ''] = process.argv.slice(2)
/** @type {string[][]} */
const transactions = JSON.parse(readFileSync(file, 'utf8'))
// As `open-embedded.ts` has it.
const startParams = [
  ...PGlite.defaultStartParams.filter((/** @type {string} */ param) => param !== '-F'),
  ...['-c', 'fsync=on', '-c', 'wal_sync_method=open_datasync', '-c', 'shared_buffers=16MB'],
]
const client = new PGlite({ dataDir, startParams })
await client.waitReady
const began = performance.now()
for (const statements of transactions)
  await client.transaction(async (/** @type {any} */ tx) => {
    for (const statement of statements) await tx.query(statement)
  })
console.log(String(performance.now() - began))
await client.close()
