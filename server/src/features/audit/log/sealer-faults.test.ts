import { openCheckpoint } from '@desk/shared/evidence/checkpoint'
import { parseVkey } from '@desk/shared/evidence/signed-note'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { sealFailPointNames } from '../../../ports/fail-points.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { onOtherConnection, testDatabase } from '../../../testing/database/test-database.ts'
import { memoryLogKey } from '../../../testing/doubles.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { declareRestored } from '../../disaster-recovery/declare-restored.ts'
import { createSealer } from '../jobs/seal-audit.ts'
import { verifyAudit } from '../verify-audit.ts'
import { listCheckpoints } from './checkpoint-queries.ts'
import { currentLog, endOfLog, listLogs } from './log-queries.ts'
import { openLog } from './open-log.ts'
import { trySealerLock } from './seal-queries.ts'

const writeEntries = ({ deps }: Kit, count: number) =>
  deps.db.transaction((tx) =>
    recordAudit(
      tx,
      ...Array.from({ length: count }, (_, row) => ({
        at: deps.clock.now(),
        actor: 'limin',
        action: 'audit.read' as const,
        object: 'x',
        details: { row },
      })),
    ),
  )

/** Throws when the named fail point is reached, like a process that is killed there. */
const killedAt = (name: string) => ({
  hit(point: string) {
    if (point === name) throw new Error(`killed at ${point}`)
  },
})

/** Sets the log back to `size` leaves and the audit entries back to number `seq`, like the restore of a backup. */
async function restoreTo({ deps: { db } }: Kit, size: number, seq: number): Promise<void> {
  const tables = ['audit_entries', 'audit_log_batches', 'audit_log_tiles', 'audit_checkpoints', 'audit_log_anchors']
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} disable trigger user`))
  await db.execute(sql.raw(`delete from audit_log_batches where first_index >= ${size}`))
  await db.execute(sql.raw(`delete from audit_checkpoints where size > ${size}`))
  await db.execute(sql.raw(`delete from audit_entries where seq > ${seq}`))
  for (const table of tables) await db.execute(sql.raw(`alter table ${table} enable trigger user`))
}

describe('a sealer that is killed', () => {
  test.for(sealFailPointNames)(
    'a sealer that is killed at %s leaves a log that the next one continues',
    async (name, { kit }) => {
      await writeEntries(kit, 300)
      await createSealer(kit.deps)()
      await writeEntries(kit, 300)
      await expect(createSealer({ ...kit.deps, failPoints: killedAt(name) })()).rejects.toThrow('killed')
      await writeEntries(kit, 5)
      await createSealer(kit.deps)()
      expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, origin: 'desk.test/audit', rows: 606 })
      const { vkey } = (await currentLog(kit.deps.db))!
      const kept = openCheckpoint(kit.deps.auditLogKey.state.note!, parseVkey(vkey)!)
      expect(kept).toMatchObject({ isValid: true, size: 606 })
    },
  )

  test.skipIf(testDatabase.isEmbedded)(
    'sealers of two servers that are killed again and again leave one consistent log',
    async ({ kit }) => {
      let isOver = false
      let kills = 0
      // Each server has its own file beside the same key.
      const servers = [kit.deps, { ...kit.deps, auditLogKey: memoryLogKey() }] as const
      const sealing = servers.map(async (deps, server) => {
        for (let run = server; !isOver; run += 1) {
          const point = sealFailPointNames[run % sealFailPointNames.length] ?? ''
          const failPoints = run % 2 === 0 ? killedAt(point) : kit.deps.failPoints
          await createSealer({ ...deps, failPoints })().catch((error: unknown) => {
            // Any other error is a fault of the log, for example that it does not extend the signed one.
            if (!String(error).includes('killed at')) throw error
            kills += 1
          })
        }
      })
      let batches = 0
      for (; batches < 60 || kills < 6; batches += 1) await writeEntries(kit, 20)
      isOver = true
      await Promise.all(sealing)
      const rows = batches * 20 + 1
      const { vkey } = (await currentLog(kit.deps.db))!
      for (const deps of servers) {
        await createSealer(deps)()
        expect(await verifyAudit(deps)).toMatchObject({ isIntact: true, rows })
        const kept = openCheckpoint(deps.auditLogKey.state.note!, parseVkey(vkey)!)
        expect(kept).toMatchObject({ isValid: true, size: rows })
      }
      expect(await listLogs(kit.deps.db)).toHaveLength(1)
      expect((await listCheckpoints(kit.deps.db, 1, -1, 1000)).length).toBeGreaterThan(1)
    },
  )
})

describe('a database that is older than the checkpoint beside the key', () => {
  test('the log of a database older than the checkpoint beside the key is closed, and another one begins with every entry', async ({
    kit,
  }) => {
    const errors: unknown[] = []
    const deps = { ...kit.deps, log: { ...kit.deps.log, error: (...args: unknown[]) => void errors.push(args) } }
    await writeEntries(kit, 3)
    await createSealer(deps)()
    await writeEntries(kit, 3)
    await createSealer(deps)()
    await restoreTo(kit, 4, 4)
    await writeEntries(kit, 2)
    await createSealer(deps)()
    expect(errors).toMatchObject([
      [
        { because: 'restored', before: { size: 4 }, kept: { size: 7 }, origin: 'desk.test/audit/2' },
        expect.any(String),
      ],
    ])
    expect(await verifyAudit(deps)).toMatchObject({ isIntact: true, origin: 'desk.test/audit/2', rows: 7 })
    // The next run continues the second log.
    await writeEntries(kit, 1)
    await createSealer(deps)()
    expect(errors).toHaveLength(1)
    expect(await endOfLog(kit.deps.db, 2)).toMatchObject({ size: 8 })
  })

  test('a server that opened the log before another one closed it does not write to the closed log', async ({
    kit,
  }) => {
    await writeEntries(kit, 3)
    await createSealer(kit.deps)()
    await writeEntries(kit, 3)
    await createSealer(kit.deps)()
    await restoreTo(kit, 4, 4)
    await writeEntries(kit, 2)
    let opened = 0
    const secondServer = {
      ...kit.deps,
      // A separate file, which does not contain what was signed.
      auditLogKey: memoryLogKey(),
      db: Object.assign(Object.create(kit.deps.db) as typeof kit.deps.db, {
        transaction: async (...args: Parameters<typeof kit.deps.db.transaction>) => {
          const result = await kit.deps.db.transaction(...args)
          opened += 1
          if (opened === 1) await createSealer(kit.deps)()
          return result
        },
      }),
    }
    expect(await createSealer(secondServer)()).toBe(0)
    expect(opened).toBeGreaterThan(1)
    expect(await endOfLog(kit.deps.db, 1)).toMatchObject({ size: 4 })
    expect((await listCheckpoints(kit.deps.db, 1, -1, 10)).map(({ size }) => size)).toEqual([4])
    expect(secondServer.auditLogKey.state.note).toBeNull()
    expect(await verifyAudit(kit.deps)).toMatchObject({ isIntact: true, origin: 'desk.test/audit/2' })
    // The second server continues the new log.
    await writeEntries(kit, 1)
    expect(await createSealer(secondServer)()).toBe(1)
  })

  test.skipIf(testDatabase.isEmbedded)('no log is opened while another server may be closing it', async ({ kit }) => {
    await writeEntries(kit, 3)
    await createSealer(kit.deps)()
    await kit.deps.db.transaction(async (tx) => {
      expect(await trySealerLock(tx)).toBe(true)
      expect(await onOtherConnection(() => openLog(kit.deps))).toBeNull()
    })
    expect(await openLog(kit.deps)).toMatchObject({ no: 1 })
  })

  test('a second restore, from before the second log, begins the third', async ({ kit }) => {
    await writeEntries(kit, 3)
    await createSealer(kit.deps)()
    const first = kit.deps.auditLogKey.state.note
    kit.deps.auditLogKey.state.note = first!
      .replace('\n4\n', '\n9\n')
      .replace('desk.test/audit\n', 'desk.test/audit/2\n')
    await createSealer(kit.deps)()
    expect((await listLogs(kit.deps.db)).map(({ origin }) => origin)).toEqual(['desk.test/audit', 'desk.test/audit/3'])
  })

  test('a declared restore begins another log, even when no newer checkpoint is known', async ({ kit }) => {
    await writeEntries(kit, 3)
    await createSealer(kit.deps)()
    kit.deps.clock.advanceSeconds(60)
    await declareRestored(kit.deps, 'declared')
    await createSealer(kit.deps)()
    kit.deps.clock.advanceSeconds(60)
    await createSealer(kit.deps)()
    expect((await listLogs(kit.deps.db)).map(({ origin }) => origin)).toEqual(['desk.test/audit', 'desk.test/audit/2'])
  })
})

describe('the checkpoint file beside the key', () => {
  test('a signed log whose checkpoint file is missing is continued, with one warning', async ({ kit }) => {
    const warnings: string[] = []
    const warn = (_fields: object, text: string) => void warnings.push(text)
    const deps = { ...kit.deps, log: { ...kit.deps.log, warn } }
    await writeEntries(kit, 3)
    await createSealer(deps)()
    expect(warnings).toEqual([])
    kit.deps.auditLogKey.state.note = null
    await createSealer(deps)()
    await createSealer(deps)()
    expect(warnings).toEqual([expect.stringContaining('the checkpoint file beside the audit key is missing')])
    expect(await listLogs(kit.deps.db)).toHaveLength(1)
  })

  test('a damaged checkpoint file stops the sealer', async ({ kit }) => {
    await writeEntries(kit, 3)
    kit.deps.auditLogKey.state.note = 'x'
    await expect(createSealer(kit.deps)()).rejects.toThrow('damaged')
  })
})

describe('a log that cannot be continued', () => {
  test('a log whose tables were changed is not signed any further', async ({ kit }) => {
    await writeEntries(kit, 300)
    await createSealer(kit.deps)()
    const before = await listCheckpoints(kit.deps.db, 1, -1, 10)
    await kit.deps.db.execute(sql`alter table audit_log_tiles disable trigger user`)
    await kit.deps.db.execute(sql`update audit_log_tiles set root = overlay(root placing '\\x00'::bytea from 1)`)
    await kit.deps.db.execute(sql`alter table audit_log_tiles enable trigger user`)
    // Without a checkpoint beside the key: with one, a new log would begin.
    const deps = { ...kit.deps, auditLogKey: memoryLogKey() }
    await writeEntries(kit, 1)
    await expect(createSealer(deps)()).rejects.toThrow('does not extend')
    expect(await listCheckpoints(kit.deps.db, 1, -1, 10)).toEqual(before)
  })

  test('another key, another name, and the return to an earlier name each begin another log', async ({ kit }) => {
    await writeEntries(kit, 1)
    await createSealer(kit.deps)()
    const otherKey = { ...kit.deps.auditLogKey, seed: new Uint8Array(32).fill(2) }
    await createSealer({ ...kit.deps, auditLogKey: otherKey })()
    await createSealer({ ...kit.deps, auditLogKey: { ...otherKey, origin: 'evidence.example.com/log' } })()
    expect((await listLogs(kit.deps.db)).map(({ origin }) => origin)).toEqual([
      'desk.test/audit',
      'desk.test/audit/2',
      'evidence.example.com/log',
    ])
    // Without a number in its name, this log would contradict what the first log signed.
    await createSealer({ ...kit.deps, auditLogKey: { ...otherKey, origin: 'desk.test/audit' } })()
    expect((await listLogs(kit.deps.db)).at(-1)).toMatchObject({ origin: 'desk.test/audit/3' })
    expect(await verifyAudit({ ...kit.deps, auditLogKey: otherKey })).toMatchObject({ isIntact: true })
  })
})
