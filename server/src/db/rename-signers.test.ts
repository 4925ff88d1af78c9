import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'drizzle-orm'
import { migrate } from 'drizzle-orm/pglite/migrator'
import { expect, it } from 'vitest'
import { copyMigrationsUpTo, readJournal } from '../testing/database/earlier-migrations.ts'
import { openEmbedded } from './open-embedded.ts'
import { rowsOf } from './rows-of.ts'

const migrations = fileURLToPath(new URL('../../drizzle', import.meta.url))
const before = readJournal(migrations).entries.findIndex(({ tag }) => tag.endsWith('_signer-former-userid'))

/** Returns statements for a former holder of the userid, who left in January, and for its holder since March. */
const bothHolders = (userid: string) => [
  `insert into members (userid, name, alias, department_ids, position, telephone, status, synced_at)
   values ('${userid}@former-0123456789ab', '旧', '', '{1}', '', '', 5, '2026-01-10'), ('${userid}', '新', '', '{1}', '', '', 1, '2026-03-01')`,
  `insert into employments (userid, name, started_at, ended_at)
   values ('${userid}@former-0123456789ab', '旧', '2025-01-01', '2026-01-10'), ('${userid}', '新', '2026-03-01', null)`,
]
const signer = (person: string, userid: string, at: string) =>
  `insert into policy_signers (person, userid, key, created_at) values ('${person}', '${userid}', 'key', '${at}')`
const signature = (person: string, at: string) => `
  insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
    clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
  values ('sig_${person}', 'CODE-${person}', 'pol_1', 'pov_1', 1, '${person}', 0, '${at}', 'zh-CN', 'full',
    '{}', '{}', '', '', 1, '', '')`

it('the upgrade renames signers of former holders, unless the new holder signed under the same pseudonym', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'desk-signers-'))
  const database = await openEmbedded(copyMigrationsUpTo(migrations, before, folder))
  try {
    await database.migrate()
    const rows = [
      ...bothHolders('guoji'),
      signer('psn_former', 'Guoji', '2025-06-01'),
      signature('psn_former', '2025-06-01'),
      ...bothHolders('shared'),
      signer('psn_shared', 'shared', '2025-06-01'),
      signature('psn_shared', '2026-03-02'),
      ...bothHolders('later'),
      signer('psn_later', 'later', '2026-03-02'),
    ]
    for (const row of rows) await database.db.execute(sql.raw(row))
    await migrate(database.db as unknown as Parameters<typeof migrate>[0], { migrationsFolder: migrations })
    const read = (text: string) => rowsOf<Record<string, unknown>>(database.db, sql.raw(text))
    expect(await read('select person, userid, former_userid from policy_signers order by person')).toEqual([
      { person: 'psn_former', userid: 'guoji@former-0123456789ab', former_userid: 'Guoji' },
      { person: 'psn_later', userid: 'later', former_userid: null },
      { person: 'psn_shared', userid: 'shared', former_userid: null },
    ])
    expect(await read(`select count(*)::int as n from members where left_at = '2026-01-10'`)).toEqual([{ n: 3 }])
    // Renamed once, and only as a former holder.
    for (const change of [
      `userid = 'other'`,
      `userid = 'x@former-0', former_userid = 'other'`,
      `userid = 'x@former-0', former_userid = userid, key = ''`,
    ])
      await expect(
        database.db.execute(sql.raw(`update policy_signers set ${change} where person = 'psn_later'`)),
      ).rejects.toMatchObject({ cause: { code: '42501' } })
    await expect(
      database.db.execute(
        sql.raw(`update policy_signers set userid = 'y@former-1', former_userid = userid where person = 'psn_former'`),
      ),
    ).rejects.toMatchObject({ cause: { code: '42501' } })
  } finally {
    await database.close()
    rmSync(folder, { recursive: true, force: true })
  }
})
