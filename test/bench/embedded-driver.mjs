// Runs transactions on PGlite with the server's settings and prints their duration in milliseconds. Arguments: the data
// directory and a JSON file with one list of statements per transaction.
import { readFileSync } from 'node:fs'
import { openEmbeddedDatabase } from './embedded-database.mjs'

const [dataDir = '', file = ''] = process.argv.slice(2)
/** @type {string[][]} */
const transactions = JSON.parse(readFileSync(file, 'utf8'))
const client = await openEmbeddedDatabase(dataDir)
const began = performance.now()
for (const statements of transactions)
  await client.transaction(async (/** @type {any} */ tx) => {
    for (const statement of statements) await tx.query(statement)
  })
console.log(String(performance.now() - began))
await client.close()
