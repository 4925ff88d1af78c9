import type { GroupId } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import { endWaiting } from './close-pending-requests.ts'
import { dropGrams, lockGroup, saveGroup } from '../model/group-queries.ts'
import { syncGroupCards } from '../notices/sync-group-cards.ts'

/** It is there no more: dissolved by its owner in WeCom, or its time for coming back is over. */
export async function endGroup(
  deps: GroupStepDeps,
  tx: Tx,
  id: GroupId,
  why: 'dissolved' | 'not_restored',
): Promise<void> {
  const group = await lockGroup(tx, id)
  if (!group || group.state === 'gone') return
  const now = deps.clock.now()
  await saveGroup(tx, group, {
    state: 'gone',
    isApplying: false,
    trouble: why === 'dissolved' ? '49008' : null,
    reviewOpenedAt: null,
    vacantSince: null,
    nextOwnerId: null,
    lookedAt: now,
  })
  await dropGrams(tx, id)
  await endWaiting(deps, tx, group)
  await recordAudit(tx, { at: now, actor: 'system:groups.apply', action: `group.${why}`, object: id, details: {} })
  await syncGroupCards(deps, tx, id, 'system:groups.apply')
}
