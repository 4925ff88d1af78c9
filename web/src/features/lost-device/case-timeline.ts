import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { countsFrom } from '@desk/shared/lost-device/lost-device-rules'
import type { Proof } from '@desk/shared/requests/request-schemas'
import type { TimelineRow } from '../../ui/lists/TimelineList.vue'
import type { VerificationStepLabels } from '../../locales/proof-steps.ts'
import { localTime } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'

/** After this without a proof somebody is called, and the page says so. */
const LATE_MS = 60_000

/** From where the clock counts: a lock that was ordered once more is a race of its own. */
export const clockFrom = ({ at }: LostCase): string => countsFrom(at)

/** The three notches; the last fills on a proof and on nothing else. */
export function proofOf({ phase, at }: LostCase): Proof {
  const reached = at.confirmed !== null ? 3 : at.sent !== null ? 2 : 1
  // Nothing is on its way: no notch begins to fill.
  if (phase === 'dismissed' || phase === 'urgent_review' || (phase === 'left' && at.confirmed === null))
    return { reached: 1, state: 'stopped' }
  // It was, by an order or by hand, and is no more.
  if (phase === 'reopened') return { reached: at.sent !== null || at.confirmed !== null ? 2 : 1, state: 'failed' }
  if (at.confirmed !== null) return { reached, state: 'done' }
  return { reached, state: phase === 'lock_failed' ? 'failed' : 'running' }
}

const isUnproven = ({ phase }: LostCase) => phase === 'locking' || phase === 'lock_sent' || phase === 'lock_failed'

export const isLate = (one: LostCase, now: string): boolean =>
  isUnproven(one) && Date.parse(now) - Date.parse(one.at.ordered ?? one.at.reported) >= LATE_MS

/** By hand there was no order of ours that could have been sent. */
export const isByHand = ({ proof, attempts, at }: LostCase): boolean =>
  proof === 'word' || (at.confirmed !== null && at.sent === null && attempts === 0)

/** The words below them: of what will not happen any more nobody is told to wait for it. */
export function stepsOf(one: LostCase, { steps }: Messages['lost-device']['lost']): VerificationStepLabels {
  if (one.phase === 'dismissed' || (one.phase === 'left' && one.at.confirmed === null))
    return [steps.reported, steps.noOrder, steps.noProof]
  return [
    steps.reported,
    isByHand(one) ? steps.byHand : steps.sent,
    one.phase === 'reopened' ? steps.undone : steps.confirmed,
  ]
}

/** The clock stands when there is nothing more to wait for. */
export const clockUntil = ({ at, phase }: LostCase, now: string): string =>
  at.confirmed ?? (phase === 'dismissed' || phase === 'left' ? (at.ended ?? now) : now)

/** How a case stands, in a list as on its page: what two people said is never called WeCom's word. */
export const phaseWord = (
  { phase, proof }: Pick<LostCase, 'phase' | 'proof'>,
  messages: Messages['lost-device']['lost'],
): string => (phase === 'locked' && proof === 'word' ? messages.lockedByWord : messages.phases[phase])

/** The sentence below the clock. */
export const sayOf = (one: LostCase, messages: Messages['lost-device']['lost'], now: string): string =>
  isLate(one, now) && one.phase !== 'lock_failed' ? messages.late : phaseWord(one, messages)

/** What is known to have happened, to the second; nothing that is only hoped for. */
export function pathRows(one: LostCase, messages: Messages['lost-device']['lost']): TimelineRow[] {
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
  const reopened = at.reopened === null ? [] : [row('reopened', messages.phases.reopened, at.reopened)]
  const isAgain = at.reopened !== null && clockFrom(one) === at.ordered
  const sentHint = at.sent !== null && one.attempts > 1 ? messages.tries(one.attempts) : null
  return [
    row('reported', messages.reported, at.reported, messages.by[one.reporter.kind]),
    ...(isAgain ? reopened : []),
    ...(at.ordered !== null && (isAgain || one.reporter.kind === 'colleague')
      ? [row('ordered', messages.ordered, at.ordered)]
      : []),
    ...(at.sent !== null ? [row('sent', messages.sent, at.sent, sentHint)] : []),
    ...(at.confirmed !== null
      ? [
          row(
            'confirmed',
            byWord ? messages.confirmedWord : messages.confirmed,
            at.confirmed,
            byWord ? null : at.sent === null && one.attempts > 0 ? messages.sentUnknown : messages.confirmedHint,
            true,
          ),
        ]
      : []),
    ...(isAgain ? [] : reopened),
    ...(at.unlocked !== null ? [row('unlocked', messages.unlocked, at.unlocked, null, true)] : []),
    ...(one.phase === 'left' && at.ended !== null ? [row('left', messages.phases.left, at.ended)] : []),
  ]
}

const isOne = <Word extends string>(messages: Record<Word, string>, word: string): word is Word =>
  Object.hasOwn(messages, word)

/** What a step of the timeline is called: where there was nothing to do, or it could not be done, it is not told as done. */
export function eventTitle(
  type: string,
  devices: LostCase['devices'],
  messages: Messages['lost-device']['lost'],
): string {
  if (type !== 'devices_removed' || devices === null || devices.state === 'done') return messages.event(type)
  return devices.state === 'none' ? messages.devices.none : messages.devices.failed
}

export const eventHint = (type: string, { eventHints }: Messages['lost-device']['lost']): string | null =>
  isOne(eventHints, type) ? eventHints[type] : null

/** What somebody said in a step of the timeline, as people read it. */
export function noteText(
  type: string,
  note: string,
  messages: Messages['lost-device']['lost'],
  day: (instant: string) => string,
): string {
  if ((type === 'identity_confirmed' || type === 'undoing_accepted') && isOne(messages.channels, note))
    return messages.channels[note]
  if (type === 'lock_confirmed' && isOne(messages.proofs, note)) return messages.proofs[note]
  if (type !== 'lost_amended') return note
  return note
    .split(' → ')
    .map((instant) =>
      instant === 'unstated' ? messages.unstated : Number.isNaN(Date.parse(instant)) ? instant : day(instant),
    )
    .join(' → ')
}
