import type { RosterState } from '@desk/shared/policies/roster'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** Icon and tone of a receipt, by the result of its verification. */
export const receiptAppearance = {
  valid: { icon: 'shield', tone: 'success' },
  newer: { icon: 'shield', tone: 'neutral' },
  broken: { icon: 'warning', tone: 'danger' },
} as const

/** States of members who have nothing to sign. */
export const statesWithoutDuty: ReadonlySet<RosterState> = new Set(['signed', 'exempt', 'excluded'])

/** States of members who have to sign and whom the notice reached. */
export const statesWithNotice: ReadonlySet<RosterState> = new Set(['pending', 'overdue', 'questioned'])

/** Icon and tone of the tag, and colour number in charts. */
export const stateAppearance = {
  signed: { icon: 'check', tone: 'success', chart: 1 },
  pending: { icon: 'clock', tone: 'neutral', chart: 2 },
  overdue: { icon: 'warning', tone: 'warning', chart: 3 },
  questioned: { icon: 'question', tone: 'primary', chart: 4 },
  undelivered: { icon: 'undelivered', tone: 'danger', chart: 5 },
  exempt: { icon: 'exempt', tone: 'neutral', chart: 6 },
  excluded: { icon: 'person', tone: 'neutral', chart: 7 },
} as const satisfies Record<RosterState, { icon: IconName; tone: Tone; chart: number }>
