import { DAY_MS } from '@desk/shared/kernel/durations'
import type { PurgedClass } from '@desk/shared/privacy/retention'
import type { Deps } from '../../../kernel/deps.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { insertPurgeRun, purgeClass } from '../purge-queries.ts'
import { retentionSetting } from '../retention-setting.ts'

/** Daily. Each class in a transaction of its own, with the proof: what was cut off where, and how many rows went. */
export async function purgeExpired({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<void> {
  const { value: days } = await readSetting(db, retentionSetting)
  for (const retentionClass of Object.keys(purgeClass) as PurgedClass[]) {
    const at = clock.now()
    const cutOff = new Date(at.getTime() - days[retentionClass] * DAY_MS)
    await db.transaction(async (tx) => {
      const rowsRemoved = await purgeClass[retentionClass](tx, cutOff)
      await insertPurgeRun(tx, { at, retentionClass, cutOff, rowsRemoved })
      if (rowsRemoved === 0) return
      const details = { cutOff: cutOff.toISOString(), rowsRemoved }
      await recordAudit(tx, { at, actor: 'system:purge', action: 'privacy.purged', object: retentionClass, details })
    })
  }
}
