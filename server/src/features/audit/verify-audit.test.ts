import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { anchorAudit } from './jobs/anchor-audit.ts'
import { createSealer } from './jobs/seal-audit.ts'
import { currentLog } from './log/log-queries.ts'
import { verifyAudit } from './verify-audit.ts'

/** Writes rows 1–4, 5–8 and 9–12 in three batches, each with an anchor; row 4 began the log, row 13 records the last anchor. */
async function sealThreeBatches(kit: Kit) {
  const sealRows = createSealer(kit.deps)
  for (let batch = 1; batch <= 3; batch += 1) {
    await writeRows(kit, 3)
    await sealRows()
    await anchorAudit(kit.deps)
    kit.deps.clock.advanceHours(24)
  }
}

async function writeRows({ deps }: Kit, count: number) {
  for (let row = 0; row < count; row += 1)
    await deps.db.transaction((tx) =>
      recordAudit(tx, {
        at: deps.clock.now(),
        actor: 'limin',
        action: 'audit.read',
        object: `o${row}`,
        details: { row },
      }),
    )
}

/** Runs statements as the owner of the tables, who can disable the triggers. */
async function tamper({ deps }: Kit, statements: readonly string[]) {
  const tables = ['audit_entries', 'audit_log_batches', 'audit_log_tiles', 'audit_checkpoints', 'audit_log_anchors']
  for (const table of tables) await deps.db.execute(sql.raw(`alter table ${table} disable trigger user`))
  for (const statement of statements) await deps.db.execute(sql.raw(statement))
  for (const table of tables) await deps.db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

const insertAs = (seq: number) =>
  `insert into audit_entries (seq, at, actor, action, object, details) overriding system value
   values (${seq}, now(), 'limin', 'test', 'x', '{}')`

/** Swaps the contents of two rows, since an identity column cannot be updated. */
const swapRows = (one: number, other: number) => [
  `update audit_entries a set at = b.at, actor = b.actor, action = b.action, object = b.object, details = b.details
   from audit_entries b where (a.seq, b.seq) in ((${one}, ${other}), (${other}, ${one}))`,
]

describe('verifyAudit', () => {
  test('verifyAudit finds no error in an untouched log', async ({ kit }) => {
    await sealThreeBatches(kit)
    expect(await verifyAudit(kit.deps)).toMatchObject({
      isIntact: true,
      broken: null,
      origin: 'desk.test/audit',
      rows: 12,
    })
  })

  // Every row is tested, since rows at the edges of a batch or of the log have other neighbours than those inside.
  const everyRow = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]

  test.for(everyRow)('verifyAudit names row %i after it was changed', async (seq, { kit }) => {
    await sealThreeBatches(kit)
    await tamper(kit, [`update audit_entries set details = '{"row":7}' where seq = ${seq}`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_changed', seq })
  })

  test.for(everyRow)('verifyAudit names row %i after its deletion', async (seq, { kit }) => {
    await sealThreeBatches(kit)
    await tamper(kit, [`delete from audit_entries where seq = ${seq}`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_missing', seq })
  })

  test.for([
    ['at', 'now()'],
    ['actor', `'other'`],
    ['action', `'other'`],
    ['object', `'other'`],
    ['details', `'{}'`],
  ])('verifyAudit detects a change of %s', async ([column, value], { kit }) => {
    await sealThreeBatches(kit)
    await tamper(kit, [`update audit_entries set ${column} = ${value} where seq = 5`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_changed', seq: 5 })
  })

  test.for([
    [1, 2, 1],
    [2, 5, 2],
    [3, 4, 3],
    [10, 11, 10],
  ] as const)('verifyAudit names the first of the swapped rows %i and %i', async ([one, other, named], { kit }) => {
    await sealThreeBatches(kit)
    await tamper(kit, swapRows(one, other))
    expect((await verifyAudit(kit.deps)).broken).toMatchObject({ kind: 'row_changed', seq: named })
  })

  test.for([
    ['before all other rows', 0],
    ['below zero', -5],
    ['at the number of a rolled-back row', 5],
  ] as const)('verifyAudit names a row inserted %s', async ([, seq], { kit }) => {
    const sealRows = createSealer(kit.deps)
    await writeRows(kit, 3)
    await sealRows()
    await kit.deps.db.execute(sql`select setval(pg_get_serial_sequence('audit_entries', 'seq'), 5)`)
    await writeRows(kit, 3)
    await sealRows()
    await tamper(kit, [insertAs(seq)])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_added', seq })
  })

  const batch = (change: string) => `update audit_log_batches set ${change} where first_index = 4`
  const overlay = `overlay(hashes placing '\\x00'::bytea from 33)`
  test.for([
    ['the hashes of a batch', batch(`hashes = ${overlay}`), { kind: 'log_changed', index: 5 }],
    ['the size of a batch', batch('size = 3'), { kind: 'log_missing', index: 4 }],
    ['the numbers of a batch', batch('seqs = array[5, 6, 8, 9]'), { kind: 'row_added', seq: 7 }],
    ['a deleted batch', 'delete from audit_log_batches where first_index = 4', { kind: 'log_missing', index: 4 }],
    ['a deleted end', 'delete from audit_log_batches where first_index = 8', { kind: 'checkpoint_missing', size: 12 }],
    [
      'a changed root',
      `update audit_checkpoints set note = overlay(note placing 'AAAA' from 19) where size = 8`,
      { kind: 'checkpoint_differs', size: 8 },
    ],
  ] as const)('verifyAudit names a change of the log: %s', async ([, statement, broken], { kit }) => {
    await sealThreeBatches(kit)
    await tamper(kit, [statement])
    expect((await verifyAudit(kit.deps)).broken).toMatchObject(broken)
  })

  test('verifyAudit reports an expected key that no log has', async ({ kit }) => {
    await sealThreeBatches(kit)
    const { vkey } = (await currentLog(kit.deps.db))!
    expect(await verifyAudit({ ...kit.deps, vkey })).toMatchObject({ isIntact: true })
    expect(await verifyAudit({ ...kit.deps, vkey: `${vkey}x` })).toMatchObject({ broken: { kind: 'key_unknown' } })
  })

  test('verifyAudit names a tile that was changed, from which proofs are made', async ({ kit }) => {
    await writeRows(kit, 300)
    await createSealer(kit.deps)()
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true })
    await tamper(kit, [`update audit_log_tiles set root = overlay(root placing '\\x00'::bytea from 1)`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'log_changed', index: 0 })
  })
})

describe('a log that was shortened in the database', () => {
  /** Changes an entry with access only to the database: what cannot be signed again without the key is deleted. */
  async function shortenLog(kit: Kit) {
    await sealThreeBatches(kit)
    await tamper(kit, [
      'delete from audit_log_batches where first_index > 3',
      'delete from audit_checkpoints where size > 4',
      'delete from audit_log_anchors where size > 4',
      `update audit_entries set actor = 'nobody' where seq = 6`,
    ])
  }

  test('a log that was shortened in the database does not match the checkpoint beside the key', async ({ kit }) => {
    await shortenLog(kit)
    const { broken } = await verifyAudit(kit.deps)
    expect(broken).toEqual({ kind: 'checkpoint_missing', size: 12, anchoredAt: null, keptIn: 'beside_key' })
  })

  test('a log that was shortened does not match a checkpoint that an auditor kept', async ({ kit }) => {
    await sealThreeBatches(kit)
    const kept = kit.deps.auditLogKey.state.note!
    await shortenLog(kit)
    const { broken } = await verifyAudit({ db: kit.deps.db, clock: kit.deps.clock, keptNotes: [kept] })
    expect(broken).toMatchObject({ kind: 'checkpoint_missing', keptIn: 'file' })
  })

  test('the sealer does not continue a log that was shortened: it closes it and begins another one', async ({
    kit,
  }) => {
    await shortenLog(kit)
    await createSealer(kit.deps)()
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, origin: 'desk.test/audit/2', rows: 14 })
  })
})

describe('rows without an anchor', () => {
  test('rows without an anchor are counted from the last anchor, with their age', async ({ kit }) => {
    await sealThreeBatches(kit)
    const anchoredAt = new Date(kit.deps.clock.now().getTime() - 24 * 3_600_000)
    await writeRows(kit, 2)
    const report = await verifyAudit(kit.deps)
    expect(report.tail).toEqual({ rows: 3, oldestAt: anchoredAt.toISOString(), isTooOld: false })
    kit.deps.clock.advanceHours(1)
    expect((await verifyAudit(kit.deps)).tail.isTooOld).toBe(true)
  })
})
