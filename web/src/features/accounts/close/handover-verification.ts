import type { HandoverState } from '@desk/shared/accounts/close/closing-flow'
import type { HandoverView } from '@desk/shared/accounts/close/closing-schemas'
import type { Proof } from '@desk/shared/requests/request-schemas'
import type { Messages } from '../../../locales/messages.ts'

type TableTexts = Messages['accounts-close']['table']
type HandoverVerification = { mark: { proof: Proof; label: string } | null; at: string | null }

/** Returns how far an item is verified: assigned, accepted, handed over. Only a value read back from WeCom completes it. */
export function verificationOf(item: HandoverView, texts: TableTexts): HandoverVerification {
  const { kind, state, offeredAt, answeredAt, readBackAt } = item
  const { verifications } = texts
  const mark = (reached: number, proofState: Proof['state'], label: string) => ({
    proof: { reached, state: proofState },
    label,
  })
  const when = (instant: string | null, text: (at: string) => string) => (instant === null ? null : text(instant))
  const recorded = when(answeredAt, texts.recordedAt)
  switch (state) {
    case 'automatic':
      return { mark: null, at: null }
    case 'waived':
      return { mark: null, at: recorded }
    case 'open':
      return { mark: mark(0, 'stopped', verifications.open), at: null }
    case 'offered':
      return { mark: mark(1, 'waiting', verifications.offered), at: when(offeredAt, texts.offeredAt) }
    case 'declined':
      return { mark: mark(1, 'failed', verifications.declined), at: when(answeredAt, texts.declinedAt) }
    case 'accepted':
      return { mark: mark(2, 'waiting', verifications.accepted), at: when(answeredAt, texts.acceptedAt) }
    case 'done':
      if (readBackAt !== null)
        return { mark: mark(3, 'done', verifications.readBack), at: texts.readBackAt(readBackAt) }
      // This app stores deputies and sponsors itself; only WeCom knows the owner of a group.
      if (kind === 'group_owner') return { mark: mark(2, 'stopped', verifications.notRead), at: recorded }
      return { mark: mark(3, 'stopped', verifications.done), at: recorded }
  }
}

const statesByStage = {
  settled: ['done', 'waived'],
  accepted: ['accepted'],
  offered: ['offered'],
  open: ['open', 'declined'],
  automatic: ['automatic'],
} as const satisfies Record<keyof TableTexts['counts'], readonly HandoverState[]>

/** Returns the number of items at each stage, in one line, leaving out the stages without items. */
export const countsText = (items: readonly HandoverView[], { counts, comma }: TableTexts): string =>
  (Object.keys(statesByStage) as (keyof typeof statesByStage)[])
    .flatMap((stage) => {
      const states: readonly HandoverState[] = statesByStage[stage]
      const count = items.filter(({ state }) => states.includes(state)).length
      return count > 0 ? [counts[stage](count)] : []
    })
    .join(comma)
