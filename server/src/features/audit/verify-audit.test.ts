import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { recordAudit } from '../../kernel/audit/record-audit.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { anchorAudit } from './jobs/anchor-audit.ts'
import { createSealer } from './jobs/seal-audit.ts'
import { verifyAudit } from './verify-audit.ts'

/** Rows 1–3, 4–7 and 8–11 in three blocks, each with an anchor; row 12 records the last anchor. */
async function sealedChain(kit: Kit) {
  const sealRows = createSealer(kit.deps)
  for (let block = 1; block <= 3; block += 1) {
    await writeRows(kit, 3)
    await sealRows()
    await anchorAudit(kit.deps)
    kit.deps.clock.advanceHours(24)
  }
}

async function writeRows({ deps }: Kit, count: number) {
  for (let row = 0; row < count; row += 1)
    await deps.db.transaction((tx) =>
      recordAudit(tx, { at: deps.clock.now(), actor: 'limin', action: 'test', object: `o${row}`, details: { row } }),
    )
}

/** Runs as the owner of the tables, who can disable the triggers. */
async function tamper({ deps }: Kit, statements: readonly string[]) {
  const tables = ['audit_entries', 'audit_blocks', 'audit_anchors']
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
  test('verifyAudit finds no error in an untouched chain', async ({ kit }) => {
    await sealedChain(kit)
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, broken: null, blocks: 3, rows: 11 })
  })

  // Every row: the first row of a block and the last row of all have different neighbours.
  const everyRow = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]
  const blockOf = (seq: number) => (seq <= 3 ? 1 : seq <= 7 ? 2 : 3)

  test.for(everyRow)('verifyAudit names row %i after a change of it', async (seq, { kit }) => {
    await sealedChain(kit)
    await tamper(kit, [`update audit_entries set details = '{"row":7}' where seq = ${seq}`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_changed', seq, block: blockOf(seq) })
  })

  test.for(everyRow)('verifyAudit names row %i after its deletion', async (seq, { kit }) => {
    await sealedChain(kit)
    await tamper(kit, [`delete from audit_entries where seq = ${seq}`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_missing', seq, block: blockOf(seq) })
  })

  test.for([
    ['at', 'now()'],
    ['actor', `'other'`],
    ['action', `'other'`],
    ['object', `'other'`],
    ['details', `'{}'`],
  ])('verifyAudit detects a change of %s', async ([column, value], { kit }) => {
    await sealedChain(kit)
    await tamper(kit, [`update audit_entries set ${column} = ${value} where seq = 5`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_changed', seq: 5, block: 2 })
  })

  test.for([
    [1, 2, 1],
    [2, 5, 2],
    [3, 4, 3],
    [10, 11, 10],
  ] as const)('verifyAudit names the first of the swapped rows %i and %i', async ([one, other, named], { kit }) => {
    await sealedChain(kit)
    await tamper(kit, swapRows(one, other))
    expect((await verifyAudit(kit.deps)).broken).toMatchObject({ kind: 'row_changed', seq: named })
  })

  test.for([
    ['before all other rows', 0, 1],
    ['below zero', -5, 1],
    ['at the number of a rolled-back row', 4, 2],
  ] as const)('verifyAudit names a row inserted %s', async ([, seq, block], { kit }) => {
    const sealRows = createSealer(kit.deps)
    await writeRows(kit, 3)
    await sealRows()
    await kit.deps.db.execute(sql`select setval(pg_get_serial_sequence('audit_entries', 'seq'), 4)`)
    await writeRows(kit, 3)
    await sealRows()
    await tamper(kit, [insertAs(seq)])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'row_added', seq, block })
  })

  test.for([
    ['rows_hash', `repeat('0', 64)`],
    ['hash', `repeat('0', 64)`],
    ['prev_hash', `repeat('0', 64)`],
    ['sealed_at', 'now()'],
    ['last_seq', '5'],
    ['seqs', `array[4, 6, 7]::bigint[]`],
    ['row_hashes', `array[row_hashes[1], row_hashes[1], row_hashes[3], row_hashes[4]]`],
  ])('verifyAudit names a block after a change of its %s', async ([column, value], { kit }) => {
    await sealedChain(kit)
    await tamper(kit, [`update audit_blocks set ${column} = ${value} where no = 2`])
    expect((await verifyAudit(kit.deps)).broken).toEqual({ kind: 'block_changed', block: 2 })
  })

  test.for([1, 2, 3])('verifyAudit names the missing block %i', async (no, { kit }) => {
    await sealedChain(kit)
    await tamper(kit, [`delete from audit_blocks where no = ${no}`])
    const expected = no === 3 ? { kind: 'anchor_missing', block: 3 } : { kind: 'block_missing', block: no }
    expect((await verifyAudit(kit.deps)).broken).toMatchObject(expected)
  })
})

describe('a chain recreated from its second block', () => {
  async function rewritten(kit: Kit) {
    await sealedChain(kit)
    await tamper(kit, [
      'delete from audit_blocks where no > 1',
      `update audit_entries set actor = 'nobody' where seq = 5`,
    ])
    await createSealer(kit.deps)()
  }

  test('a chain recreated from its second block does not match the anchor', async ({ kit }) => {
    await rewritten(kit)
    const { broken } = await verifyAudit(kit.deps)
    expect(broken).toMatchObject({ kind: 'anchor_differs', block: 2, since: 2, keptIn: 'database' })
  })

  test('a chain recreated with the anchors in the database does not match the anchor file', async ({ kit }) => {
    await rewritten(kit)
    await tamper(kit, ['update audit_anchors a set hash = b.hash from audit_blocks b where b.no = a.block_no'])
    const { broken } = await verifyAudit(kit.deps)
    expect(broken).toMatchObject({ kind: 'anchor_differs', block: 2, since: 2, keptIn: 'file' })
  })

  test('a chain recreated from its second block is not detected without an anchor', async ({ kit }) => {
    await rewritten(kit)
    await tamper(kit, ['delete from audit_anchors where block_no > 1'])
    kit.deps.anchorFile.lines.splice(1)
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, anchor: { block: 1 }, tail: { rows: 9 } })
  })
})

describe('rows without an anchor', () => {
  test('rows without an anchor are counted from the last anchor, with their age', async ({ kit }) => {
    await sealedChain(kit)
    const anchoredAt = new Date(kit.deps.clock.now().getTime() - 24 * 3_600_000)
    await writeRows(kit, 2)
    const report = await verifyAudit(kit.deps)
    expect(report.tail).toEqual({ rows: 3, oldestAt: anchoredAt.toISOString(), isTooOld: false })
    kit.deps.clock.advanceHours(1)
    expect((await verifyAudit(kit.deps)).tail.isTooOld).toBe(true)
  })
})
