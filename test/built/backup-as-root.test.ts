import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isEveryCase } from '@desk/server/testing/sample-of-cases'
import { afterEach, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { runProgram } from '../lib/run-program.ts'
import { NOBODY_ID } from '../lib/nobody.mjs'

type Database = { exec(sql: string): Promise<unknown>; close(): Promise<void> }
const { PGlite } = createRequire(pathInRepository('server/package.json'))('@electric-sql/pglite') as {
  PGlite: new (options: { dataDir: string }) => Database
}
const work = mkdtempSync(join(tmpdir(), 'desk-root-backup-'))
// The other user needs access to the data.
chmodSync(work, 0o755)
const dataDir = join(work, 'data')
afterEach(() => rmSync(work, { recursive: true, force: true }))

/** Creates the data directory of a server that runs as another user on a separate disk. */
async function createForeignData(): Promise<void> {
  mkdirSync(dataDir)
  const database = new PGlite({ dataDir: join(dataDir, 'pglite') })
  await database.exec('create table entries (n int); insert into entries values (1), (2), (3)')
  await database.close()
  for (const name of ['', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })])
    chownSync(join(dataDir, name), NOBODY_ID, NOBODY_ID)
  mkdirSync(join(dataDir, 'lost+found'), { mode: 0o700 })
}

// Runs before a release only, as root, since only root can change the owner of files.
describe.runIf(isEveryCase && process.getuid?.() === 0)('a backup by root of another user’s data', () => {
  it('a backup by root into a folder that only root may enter, or that does not exist, is owned by the user of the data', async () => {
    await createForeignData()
    const rootOnly = join(work, 'closed')
    mkdirSync(rootOnly, { mode: 0o700 })
    for (const target of [join(rootOnly, 'new', 'copy'), join(work, 'not', 'there', 'copy')]) {
      const backup = runProgram('backup-cli', { DATA_DIR: dataDir }, { args: [target] })
      expect(await backup.ended, backup.lines.join('\n')).toBe(0)
      expect(backup.lines.at(-1)).toMatch(new RegExp(`^${target} opens: 3 rows`))
      expect(readdirSync(target).filter((name) => name !== 'audit-anchors.jsonl')).toEqual(['pglite'])
      expect([target, join(target, 'pglite/PG_VERSION')].map((file) => statSync(file).uid)).toEqual([
        NOBODY_ID,
        NOBODY_ID,
      ])
    }
    const notOwned = readdirSync(dataDir).filter((name) => statSync(join(dataDir, name)).uid !== NOBODY_ID)
    expect(notOwned).toEqual(['lost+found'])
  })
})
