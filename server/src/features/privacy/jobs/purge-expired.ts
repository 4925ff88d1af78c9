import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { DAY_MS } from '@desk/shared/kernel/durations'
import type { PurgedClass } from '@desk/shared/privacy/retention'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { insertPurgeRun, purgeClass } from '../purge-queries.ts'
import { retentionSetting } from '../get-privacy.ts'

const purgeJob: SystemActor = { kind: 'system', job: 'purge' }

/** Deletes expired data, daily. Each class has its own transaction, which records the cut-off and the number of rows. */
export async function purgeExpired({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const { value: days } = await readSetting(db, retentionSetting)
  for (const retentionClass of Object.keys(purgeClass) as PurgedClass[]) {
    const at = clock.now()
    const cutOff = new Date(at.getTime() - days[retentionClass] * DAY_MS)
    await db.transaction(async (tx) => {
      const rowsRemoved = await purgeClass[retentionClass](tx, cutOff)
      await insertPurgeRun(tx, { at, retentionClass, cutOff, rowsRemoved })
      if (rowsRemoved === 0) return
      const [actor, details] = [actorName(purgeJob), { cutOff: cutOff.toISOString(), rowsRemoved }]
      await recordAudit(tx, { at, actor, action: 'privacy.purged', object: retentionClass, details })
    })
  }
}
