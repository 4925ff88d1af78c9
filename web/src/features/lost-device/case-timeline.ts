import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { countsFrom, VERIFY_WITHIN_MS } from '@desk/shared/lost-device/lost-device-rules'
import type { Proof } from '@desk/shared/requests/request-schemas'
import type { TimelineRow } from '../../ui/lists/TimelineList.vue'
import type { VerificationStepLabels } from '../../locales/verification-steps.ts'
import type { Messages } from '../../locales/messages.ts'

/** Returns the start of the clock; a repeated lock restarts it. */
export const clockStart = ({ at }: LostCase): string => countsFrom(at)

/** Returns the progress in three steps; the last one is reached only when the lock is verified. */
export function verificationOf({ phase, at }: LostCase): Proof {
  // No lock is being executed.
  if (phase === 'dismissed' || phase === 'urgent_review' || (phase === 'left' && at.confirmed === null))
    return { reached: 1, state: 'stopped' }
  // The account was locked, and has been enabled again.
  if (phase === 'reopened') return { reached: at.sent !== null || at.confirmed !== null ? 2 : 1, state: 'failed' }
  if (at.confirmed !== null) return { reached: 3, state: 'done' }
  return { reached: at.sent === null ? 1 : 2, state: phase === 'lock_failed' ? 'failed' : 'running' }
}

const isUnverified = ({ phase }: LostCase) => phase === 'locking' || phase === 'lock_sent' || phase === 'lock_failed'

/** Returns whether the lock is not verified in time: the on-call contacts are then notified. */
export const isLate = (lostCase: LostCase, now: string): boolean =>
  isUnverified(lostCase) &&
  Date.parse(now) - Date.parse(lostCase.at.ordered ?? lostCase.at.reported) >= VERIFY_WITHIN_MS

/** Returns whether the account was locked manually, without a lock command from the app. */
export const isManualLock = ({ proof, attempts, at }: LostCase): boolean =>
  proof === 'word' || (at.confirmed !== null && at.sent === null && attempts === 0)

/** Returns the labels of the three steps: a manual lock, an undone one and steps that will not happen have other labels. */
export function stepLabels(lostCase: LostCase, { steps }: Messages['lost-device']['lost']): VerificationStepLabels {
  if (lostCase.phase === 'dismissed' || (lostCase.phase === 'left' && lostCase.at.confirmed === null))
    return [steps.reported, steps.noOrder, steps.noProof]
  return [
    steps.reported,
    isManualLock(lostCase) ? steps.manual : steps.sent,
    lostCase.phase === 'reopened' ? steps.undone : steps.confirmed,
  ]
}

/** Returns the end of the time on the clock: when the lock was verified, when the case ended without a lock, or now. */
export const clockEnd = ({ at, phase }: LostCase, now: string): string =>
  at.confirmed ?? (phase === 'dismissed' || phase === 'left' ? (at.ended ?? now) : now)

/** Returns the label of the phase; a lock confirmed by two people is not labelled as confirmed by WeCom. */
export const phaseLabel = (
  { phase, proof }: Pick<LostCase, 'phase' | 'proof'>,
  messages: Messages['lost-device']['lost'],
): string => (phase === 'locked' && proof === 'word' ? messages.lockedByWord : messages.phases[phase])

/** Returns the status text below the clock. */
export const statusText = (lostCase: LostCase, messages: Messages['lost-device']['lost'], now: string): string =>
  isLate(lostCase, now) && lostCase.phase !== 'lock_failed' ? messages.late : phaseLabel(lostCase, messages)

/** Returns the milestones that have happened, with the times that `timeOf` formats. */
export function milestoneRows(
  lostCase: LostCase,
  messages: Messages['lost-device']['lost'],
  timeOf: (instant: string) => string,
): TimelineRow[] {
  const { at } = lostCase
  const row = (
    id: string,
    title: string,
    instant: string,
    hint: string | null = null,
    tone: TimelineRow['tone'] = 'past',
  ): TimelineRow => ({
    id,
    title,
    instant,
    time: timeOf(instant),
    hint,
    tone,
  })
  const isAttested = lostCase.proof === 'word'
  const reopened = at.reopened === null ? [] : [row('reopened', messages.phases.reopened, at.reopened)]
  const isRelock = at.reopened !== null && clockStart(lostCase) === at.ordered
  const sentHint = at.sent !== null && lostCase.attempts > 1 ? messages.tries(lostCase.attempts) : null
  const confirmedHint = at.sent === null && lostCase.attempts > 0 ? messages.sentUnknown : messages.confirmedHint
  return [
    row('reported', messages.reported, at.reported, messages.by[lostCase.reporter.kind]),
    ...(isRelock ? reopened : []),
    ...(at.ordered !== null && (isRelock || lostCase.reporter.kind === 'colleague')
      ? [row('ordered', messages.ordered, at.ordered)]
      : []),
    ...(at.sent !== null ? [row('sent', messages.sent, at.sent, sentHint)] : []),
    ...(at.confirmed !== null
      ? [
          row(
            'confirmed',
            isAttested ? messages.confirmedWord : messages.confirmed,
            at.confirmed,
            isAttested ? null : confirmedHint,
            'good',
          ),
        ]
      : []),
    ...(isRelock ? [] : reopened),
    ...(at.unlocked !== null ? [row('unlocked', messages.unlocked, at.unlocked, null, 'good')] : []),
    ...(lostCase.phase === 'left' && at.ended !== null ? [row('left', messages.phases.left, at.ended)] : []),
  ]
}

const isKey = <Key extends string>(labels: Record<Key, string>, key: string): key is Key => Object.hasOwn(labels, key)

/**
 * Returns the title of an event; the removal of trusted devices has other titles when there were none or it failed. Of a mailbox
 * only the present state is known: where that does not fit the event, its title does not say which of the two happened.
 */
export function eventTitle(
  { type, cause }: Pick<LostCase['timeline'][number], 'type' | 'cause'>,
  lostCase: Pick<LostCase, 'devices' | 'mailbox'> | null,
  messages: Messages['lost-device']['lost'],
): string {
  const mailbox = lostCase?.mailbox?.state
  if (type === 'mailbox_closed' && cause === 'opened' && mailbox !== 'still_closed')
    return messages.mailboxEvents.restored
  if (type === 'mailbox_closed' && cause === null && mailbox !== 'unavailable') return messages.mailboxEvents.closed
  const devices = lostCase?.devices ?? null
  if (type !== 'devices_removed' || devices === null || devices.state === 'done') return messages.event(type)
  return devices.state === 'none' ? messages.devices.none : messages.devices.failed
}

/** Returns the explanation of an event; null: it needs none. */
export const eventHint = (type: string, { eventHints }: Messages['lost-device']['lost']): string | null =>
  isKey(eventHints, type) ? eventHints[type] : null

/** Formats the note of an event: codes become labels, and instants become days. */
export function noteText(
  type: string,
  note: string,
  messages: Messages['lost-device']['lost'],
  day: (instant: string) => string,
): string {
  if ((type === 'identity_confirmed' || type === 'undoing_accepted') && isKey(messages.channels, note))
    return messages.channels[note]
  if (type === 'lock_confirmed' && isKey(messages.proofs, note)) return messages.proofs[note]
  if (type !== 'lost_amended') return note
  const textOf = (part: string) => (Number.isNaN(Date.parse(part)) ? part : day(part))
  return note
    .split(' → ')
    .map((part) => (part === 'unstated' ? messages.unstated : textOf(part)))
    .join(' → ')
}
