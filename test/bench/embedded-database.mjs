import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

// PGlite is a package of the server. It is loaded from there at run time, also when this file is bundled into `test/dist`, from
// where the relative path is the same.
const require = createRequire(new URL('../../server/package.json', import.meta.url))

/**
 * Opens PGlite with the server's settings, as in `open-embedded.ts`.
 * @param {string} dataDir
 * @returns {Promise<any>}
 */
export async function openEmbeddedDatabase(dataDir) {
  /** @type {{ PGlite: any }} */
  const { PGlite } = await import(pathToFileURL(require.resolve('@electric-sql/pglite')).href)
  const startParams = [
    ...PGlite.defaultStartParams.filter((/** @type {string} */ param) => param !== '-F'),
    ...['fsync=on', 'wal_sync_method=open_datasync', 'shared_buffers=16MB'].flatMap((setting) => ['-c', setting]),
  ]
  const client = new PGlite({ dataDir, startParams })
  await client.waitReady
  return client
}
