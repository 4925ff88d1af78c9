import type { LostCase } from '@desk/shared/requests/kinds/lost-device-schemas'
import type { Proof } from '@desk/shared/requests/request-schemas'
import type { TimelineRow } from '../../ui/TimelineList.vue'
import { localTime } from '../../words/time.ts'
import type { LostWords } from '../../words/zh-cn/lost-device.ts'

/** After this without a proof somebody is called, and the page says so. */
const LATE_MS = 60_000

/** The three notches; the last fills on a proof and on nothing else. */
export function proofOf({ phase, at }: LostCase): Proof {
  const reached = at.confirmed !== null ? 3 : at.sent !== null ? 2 : 1
  // Nothing is on its way: no notch begins to fill.
  if (phase === 'dismissed' || phase === 'urgent_review') return { reached: 1, state: 'stopped' }
  if (at.confirmed !== null) return { reached, state: 'done' }
  return { reached, state: phase === 'lock_failed' ? 'failed' : 'running' }
}

const isUnproven = ({ phase }: LostCase) => phase === 'locking' || phase === 'lock_sent' || phase === 'lock_failed'

export const isLate = (one: LostCase, now: string): boolean =>
  isUnproven(one) && Date.parse(now) - Date.parse(one.at.ordered ?? one.at.reported) >= LATE_MS

/** The clock stands when there is nothing more to wait for. */
export const clockUntil = ({ at, phase }: LostCase, now: string): string =>
  at.confirmed ?? (phase === 'dismissed' ? (at.ended ?? now) : now)

/** The sentence below the clock. */
export function sayOf(one: LostCase, words: LostWords['lost'], now: string): string {
  if (one.phase === 'locked' && one.proof === 'word') return words.lockedByWord
  return isLate(one, now) && one.phase !== 'lock_failed' ? words.late : words.phases[one.phase]
}

/** What is known to have happened, to the second; nothing that is only hoped for. */
export function pathRows(one: LostCase, words: LostWords['lost']): TimelineRow[] {
  const { at } = one
  const row = (
    id: string,
    title: string,
    instant: string,
    hint: string | null = null,
    isGood = false,
  ): TimelineRow => ({
    id,
    title,
    instant,
    time: localTime(instant).seconds,
    hint,
    tone: isGood ? 'good' : 'past',
  })
  const byWord = one.proof === 'word'
  const sentHint = at.sent !== null && one.attempts > 1 ? words.tries(one.attempts) : null
  return [
    row('reported', words.reported, at.reported, words.by[one.reporter.kind]),
    ...(at.ordered !== null && one.reporter.kind === 'colleague' ? [row('ordered', words.ordered, at.ordered)] : []),
    ...(at.sent !== null ? [row('sent', words.sent, at.sent, sentHint)] : []),
    ...(at.confirmed !== null
      ? [
          row(
            'confirmed',
            byWord ? words.confirmedWord : words.confirmed,
            at.confirmed,
            byWord ? null : at.sent === null ? words.sentUnknown : words.confirmedHint,
            true,
          ),
        ]
      : []),
    ...(at.unlocked !== null ? [row('unlocked', words.unlocked, at.unlocked, null, true)] : []),
  ]
}
