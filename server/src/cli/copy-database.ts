import type { AuditReport } from '@desk/shared/audit/audit-schemas'
import { sql } from 'drizzle-orm'
import type { OpenDatabase, Tx } from '../db/database.ts'
import { copyTable, fingerprintOf, normalizeSession, lockTables } from '../db/copy/copy-table.ts'
import { listTables, type TableInfo } from '../db/copy/list-tables.ts'
import { verifyAudit } from '../features/audit/verify-audit.ts'
import { policyEvidenceCheck } from '../features/policies/evidence/check-evidence.ts'
import type { Deps } from '../kernel/deps.ts'
import { recordAudit } from '../kernel/audit/record-audit.ts'
import { readSetting, writeSetting } from '../kernel/settings-queries.ts'
import { outboxPause } from '../outbox/outbox-pause.ts'

const MOVER = 'system:move'

/** An error that an operator can fix. Nothing was copied. */
export class MoveRefusedError extends Error {
  override readonly name = 'MoveRefusedError'
}

export type MoveReport = { tables: readonly { name: string; rows: number }[]; source: AuditReport; target: AuditReport }

type Move = Pick<Deps, 'clock'> & {
  source: OpenDatabase
  target: OpenDatabase
  /** Called before each table, to show progress. */
  onTableStart?: (name: string) => void
}

/**
 * Copies one database into an empty one, in one transaction: the target has all rows, verified to be equal, or none.
 * Sending is paused in the source before the first row is read, and so in the target too: whichever is started next, no
 * message is sent twice.
 *
 * @throws MoveRefusedError when the target has rows, or other tables than this version of the program creates; a plain
 * Error when the copy differs from the source
 */
export async function moveDatabase({ source, target, clock, onTableStart }: Move): Promise<MoveReport> {
  await source.migrate()
  await target.migrate()
  const tables = await listTables(source.db)
  if (JSON.stringify(await listTables(target.db)) !== JSON.stringify(tables))
    throw new MoveRefusedError(
      'The tables of the target are not those that this version of the program creates. Create an empty database for it.',
    )
  return target.db.transaction(async (to) => {
    await normalizeSession(to)
    const filled = await lockTables(to, tables)
    if (filled.length > 0)
      throw new MoveRefusedError(`The target is not empty: ${filled.join(', ')}. Create an empty database for it.`)
    await pauseSending(source, clock.now())
    return source.db.transaction(
      async (from) => {
        await normalizeSession(from)
        const moved = await copyAll(from, to, tables, onTableStart)
        const [before, after] = [await verifyLog(from), await verifyLog(to)]
        if (withoutTime(before) !== withoutTime(after))
          throw new Error('The evidence log of the copy differs from the source')
        return { tables: moved, source: before, target: after }
      },
      { isolationLevel: 'repeatable read', accessMode: 'read only' },
    )
  })

  function verifyLog(tx: Tx): Promise<AuditReport> {
    return verifyAudit({ db: tx, clock, evidence: policyEvidenceCheck({ db: tx }) })
  }
}

/** Returns a report without its creation time, as text for comparison. */
const withoutTime = ({ checkedAt: _, ...report }: AuditReport): string => JSON.stringify(report)

async function pauseSending({ db }: OpenDatabase, at: Date): Promise<void> {
  await db.transaction(async (tx) => {
    if ((await readSetting(tx, outboxPause)).value) return
    await writeSetting(tx, outboxPause, { value: true, by: MOVER, at })
    const details = { because: 'moved' }
    await recordAudit(tx, { at, actor: MOVER, action: 'outbox.pause', object: 'outbox', details })
  })
}

async function copyAll(
  from: Tx,
  to: Tx,
  tables: readonly TableInfo[],
  onTableStart: (name: string) => void = () => {},
) {
  const moved: { name: string; rows: number }[] = []
  for (const table of tables) {
    onTableStart(table.name)
    await copyTable(from, to, table)
    const [here, there] = [await fingerprintOf(from, table), await fingerprintOf(to, table)]
    if (here.rows !== there.rows || here.sum !== there.sum)
      throw new Error(`${table.name}: ${String(here.rows)} rows became ${String(there.rows)}, or differ`)
    moved.push({ name: table.name, rows: there.rows })
  }
  await to.execute(sql`analyze`)
  return moved
}
