import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { nextCasePhase, isOverPhase, type LostPhase } from '@desk/shared/lost-device/lost-device'

export type CaseState = { phase: LostPhase; unlockedAt: Date | null }

/** Returns whether a message still holds in the present state of the case. */
export function isCardValid(event: NoticeEvent, row: CaseState): boolean {
  switch (event) {
    case 'device.urgent_review':
    case 'device.reported':
      return row.phase === 'urgent_review'
    // Also valid after a lock: the lock may be wrong, because the phone may not be lost.
    case 'device.contested':
      return !isOverPhase(row.phase)
    case 'device.lock_failed':
      return nextCasePhase(row.phase, 'confirm') !== null
    case 'device.reopened':
      return row.phase === 'reopened'
    case 'device.recovery':
      return row.phase === 'recovery'
    case 'device.unlock':
      return row.phase === 'identity_ok'
    case 'device.unlock_failed':
      return row.phase === 'unlocking'
    case 'device.locked':
    case 'device.doubted':
    case 'device.reminder':
      return row.phase !== 'reopened' && row.unlockedAt === null
    case 'device.unlocked':
      return row.phase === 'aftercare'
    default:
      return true
  }
}
