import type { RosterState } from '@desk/shared/policies/roster'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** States of members who have nothing to sign. */
export const statesWithoutDuty: ReadonlySet<RosterState> = new Set(['signed', 'exempt', 'excluded'])

/** Icon and tone of the tag, and colour number in charts. */
export const stateAppearance = {
  signed: { icon: 'check', tone: 'ok', chart: 1 },
  pending: { icon: 'clock', tone: 'idle', chart: 2 },
  overdue: { icon: 'warning', tone: 'warn', chart: 3 },
  questioned: { icon: 'question', tone: 'act', chart: 4 },
  undelivered: { icon: 'undelivered', tone: 'bad', chart: 5 },
  exempt: { icon: 'exempt', tone: 'idle', chart: 6 },
  excluded: { icon: 'person', tone: 'idle', chart: 7 },
} as const satisfies Record<RosterState, { icon: IconName; tone: Tone; chart: number }>
