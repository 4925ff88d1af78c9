// Runs transactions on PGlite with the server's settings and prints their duration in milliseconds. Arguments: the data
// directory and a JSON file with one list of statements per transaction. A separate program, because PGlite is not bundled.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(new URL('../../server/package.json', import.meta.url))
/** @type {{ PGlite: any }} */
const { PGlite } = await import(pathToFileURL(require.resolve('@electric-sql/pglite')).href)
const [dataDir = '', file = ''] = process.argv.slice(2)
/** @type {string[][]} */
const transactions = JSON.parse(readFileSync(file, 'utf8'))
// The same parameters as in `open-embedded.ts`.
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
