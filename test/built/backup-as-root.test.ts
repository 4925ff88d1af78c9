import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'
import { runProgram } from '../lib/run-program.ts'

type Database = { exec(sql: string): Promise<unknown>; close(): Promise<void> }
const { PGlite } = createRequire(pathInRepository('server/package.json'))('@electric-sql/pglite') as {
  PGlite: new (options: { dataDir: string }) => Database
}
const NOBODY = 65_534
const work = mkdtempSync(join(tmpdir(), 'desk-root-backup-'))
// Another user must reach the data.
chmodSync(work, 0o755)
const dataDir = join(work, 'data')
afterEach(() => rmSync(work, { recursive: true, force: true }))

/** The folder of a server that ran as another user, on a disk of its own. */
async function dataOfNobody(): Promise<void> {
  mkdirSync(dataDir)
  const database = new PGlite({ dataDir: join(dataDir, 'pglite') })
  await database.exec('create table told (n int); insert into told values (1), (2), (3)')
  await database.close()
  for (const name of ['', ...readdirSync(dataDir, { recursive: true, encoding: 'utf8' })])
    chownSync(join(dataDir, name), NOBODY, NOBODY)
  mkdirSync(join(dataDir, 'lost+found'), { mode: 0o700 })
}

// Only root can act as another user.
describe.runIf(process.getuid?.() === 0)('a backup that root makes of another user’s data', () => {
  it('goes where only root may go, and below what does not exist; all of it is that user’s', async () => {
    await dataOfNobody()
    const closed = join(work, 'closed')
    mkdirSync(closed, { mode: 0o700 })
    for (const target of [join(closed, 'new', 'copy'), join(work, 'not', 'there', 'copy')]) {
      const backup = runProgram('backup-cli', { DATA_DIR: dataDir }, { args: [target] })
      expect(await backup.ended, backup.lines.join('\n')).toBe(0)
      expect(backup.lines.at(-1)).toMatch(new RegExp(`^${target} opens: 3 rows`))
      expect(readdirSync(target).filter((name) => name !== 'audit-anchors.jsonl')).toEqual(['pglite'])
      expect([target, join(target, 'pglite/PG_VERSION')].map((file) => statSync(file).uid)).toEqual([NOBODY, NOBODY])
    }
    const foreign = readdirSync(dataDir).filter((name) => statSync(join(dataDir, name)).uid !== NOBODY)
    expect(foreign).toEqual(['lost+found'])
  })
})
