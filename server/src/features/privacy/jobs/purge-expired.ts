import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { sum } from '@desk/shared/kernel/sum'
import type { PurgedClass } from '@desk/shared/privacy/retention'
import type { Deps, Stoppable } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { insertPurgeRun, isUnfinished, purgeClass } from '../purge-queries.ts'
import { retentionSetting } from '../get-privacy.ts'

const purgeJob: SystemActor = { kind: 'system', job: 'purge' }

type PurgeDeps = Pick<Deps, 'db' | 'clock'> & Stoppable

/**
 * Deletes expired data, daily.
 *
 * @throws AggregateError after all classes, when some of them failed
 */
export async function purgeExpired(deps: PurgeDeps): Promise<void> {
  const { value: days } = await readSetting(deps.db, retentionSetting)
  const failures: unknown[] = []
  for (const retentionClass of Object.keys(purgeClass) as PurgedClass[]) {
    const at = deps.clock.now()
    const cutOff = new Date(at.getTime() - days[retentionClass] * DAY_MS)
    try {
      while (deps.signal?.aborted !== true && (await purgeBatch(deps, { at, retentionClass, cutOff })));
    } catch (error) {
      failures.push(error)
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'Expired data was not deleted')
}

/** Deletes a batch and records it, with the cut-off and the number of rows. Returns whether there may be more. */
const purgeBatch = (
  { db }: PurgeDeps,
  { at, retentionClass, cutOff }: { at: Date; retentionClass: PurgedClass; cutOff: Date },
): Promise<boolean> =>
  db.transaction(async (tx) => {
    const counts = await purgeClass[retentionClass](tx, cutOff, at)
    const rowsRemoved = sum(counts)
    await insertPurgeRun(tx, { at, retentionClass, cutOff, rowsRemoved })
    if (rowsRemoved > 0) {
      const details = { cutOff: cutOff.toISOString(), rowsRemoved }
      const actor = actorName(purgeJob)
      await recordAudit(tx, { at, actor, action: 'privacy.purged', object: retentionClass, details })
    }
    return isUnfinished(counts)
  })
