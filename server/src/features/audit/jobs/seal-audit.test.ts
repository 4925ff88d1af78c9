import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { testDatabase } from '../../../testing/database/test-database.ts'
import { createSealer } from './seal-audit.ts'
import { listCheckpoints } from '../log/checkpoint-queries.ts'
import { endOfLog, listBatches } from '../log/log-queries.ts'
import { verifyAudit } from '../verify-audit.ts'

const write = ({ deps }: Kit, object: string) =>
  deps.db.transaction((tx) =>
    recordAudit(tx, { at: deps.clock.now(), actor: 'limin', action: 'audit.read', object, details: {} }),
  )

describe('createSealer', () => {
  test('the sealer seals new rows, each once', async ({ kit }) => {
    const sealRows = createSealer(kit.deps)
    await write(kit, 'a')
    await write(kit, 'b')
    // The third row records that the log began.
    expect([await sealRows(), await sealRows()]).toEqual([3, 0])
    await write(kit, 'c')
    expect(await sealRows()).toBe(1)
    const batches = await listBatches(kit.deps.db, 1, -1, 10)
    expect(batches.map(({ firstIndex, size }) => [firstIndex, size])).toEqual([
      [0, 3],
      [3, 1],
    ])
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 4 })
  })

  test('the sealer seals many rows in several batches', async ({ kit }) => {
    const values = sql`select now(), 'limin', 'test', 'x', '{}'::jsonb from generate_series(1, 1201)`
    await kit.deps.db.execute(sql`insert into audit_entries (at, actor, action, object, details) ${values}`)
    expect(await createSealer(kit.deps)()).toBe(1202)
    const batches = await listBatches(kit.deps.db, 1, -1, 10)
    expect(batches.map(({ seqs }) => seqs.length)).toEqual([256, 256, 256, 256, 178])
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 1202 })
  })

  test('the sealer accepts the gap of a number that was rolled back', async ({ kit }) => {
    await write(kit, 'a')
    const rolledBack = kit.deps.db.transaction(async (tx) => {
      await recordAudit(tx, { at: kit.deps.clock.now(), actor: 'x', action: 'audit.read', object: 'x', details: {} })
      throw new Error('rolled back')
    })
    await expect(rolledBack).rejects.toThrow('rolled back')
    await write(kit, 'b')
    await createSealer(kit.deps)()
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 3 })
  })
})

/** Writes an entry in a transaction that stays open until `commit`. */
async function writeSlowly({ deps: { db, clock } }: Kit, object: string) {
  const [untilWritten, markWritten] = createSignal()
  const [untilCommit, commit] = createSignal()
  const slow = db.transaction(async (tx) => {
    await recordAudit(tx, { at: clock.now(), actor: 'slow', action: 'audit.read', object, details: {} })
    markWritten()
    await untilCommit
  })
  await untilWritten
  return { commit, slow }
}

describe.skipIf(testDatabase.isEmbedded)('createSealer with concurrent writers', () => {
  test('the sealer waits for a writer with an earlier number, and blocks no writer', async ({ kit }) => {
    const sealRows = createSealer(kit.deps)
    const { commit, slow } = await writeSlowly(kit, 'first')
    await write(kit, 'second')
    expect(await sealRows()).toBe(0)
    await write(kit, 'third')
    expect(await sealRows()).toBe(0)
    commit()
    await slow
    expect(await sealRows()).toBe(4)
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 4 })
  })

  test('the batches that a killed sealer left are not signed before the other entries, which an open transaction delays', async ({
    kit,
  }) => {
    const { db } = kit.deps
    const values = sql`select now(), 'limin', 'test', 'x', '{}'::jsonb from generate_series(1, 1201)`
    await db.execute(sql`insert into audit_entries (at, actor, action, object, details) ${values}`)
    const failPoints = {
      hit(point: string) {
        if (point === 'seal.append_committed') throw new Error('killed')
      },
    }
    await expect(createSealer({ ...kit.deps, failPoints })()).rejects.toThrow('killed')
    expect(await endOfLog(db, 1)).toMatchObject({ size: 1024 })
    const { commit, slow } = await writeSlowly(kit, 'last')
    const sealRows = createSealer(kit.deps)
    expect(await sealRows()).toBe(0)
    expect(await listCheckpoints(db, 1, -1, 10)).toEqual([])
    commit()
    await slow
    expect(await sealRows()).toBe(179)
    expect((await listCheckpoints(db, 1, -1, 10)).map(({ size }) => size)).toEqual([1203])
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 1203 })
  })

  test('two sealers seal entries while twenty writers write, and every committed entry is sealed once', async ({
    kit,
  }) => {
    const { db, clock } = kit.deps
    let isOver = false
    let sealed = 0
    const sealing = [createSealer(kit.deps), createSealer(kit.deps)].map(async (sealRows) => {
      while (!isOver) sealed += await sealRows()
      return sealRows
    })
    const writer = async (name: number) => {
      for (let round = 0; round < 100; round += 1)
        await db
          .transaction(async (tx) => {
            const details = { round }
            await recordAudit(tx, {
              at: clock.now(),
              actor: `writer${name}`,
              action: 'audit.read',
              object: 'x',
              details,
            })
            if (round % 10 === 9) throw new Error('rolled back')
          })
          .catch(() => {})
    }
    await Promise.all(Array.from({ length: 20 }, (_, name) => writer(name)))
    const duringLoad = sealed
    isOver = true
    const [sealRows] = await Promise.all(sealing)
    await sealRows?.()
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, rows: 1801 })
    // If the writers blocked the sealer, all rows would be sealed at the end.
    expect(duringLoad).toBeGreaterThan(0)
  })
})

function createSignal(): [Promise<void>, () => void] {
  let resolve = () => {}
  return [new Promise<void>((done) => (resolve = done)), () => resolve()]
}
