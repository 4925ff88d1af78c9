import {
  type ConfirmationCounts,
  type ConfirmationState,
  confirmedCount,
} from '@desk/shared/confirmations/confirmation-states'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** The icon and the colour of each state, so that colour is never its only sign. */
export const stateAppearance: Readonly<Record<ConfirmationState, { icon: IconName; tone: Tone }>> = {
  confirmed: { icon: 'check', tone: 'success' },
  in_person: { icon: 'check', tone: 'success' },
  pending: { icon: 'clock', tone: 'neutral' },
  changed: { icon: 'warning', tone: 'warning' },
  wrong: { icon: 'warning', tone: 'warning' },
  left: { icon: 'person', tone: 'danger' },
  excluded: { icon: 'info', tone: 'neutral' },
}

/** Returns the parts of the bar of a department: done, to do, and exceptions. */
export const barParts = (counts: ConfirmationCounts) => [
  { key: 'confirmed', value: confirmedCount(counts), fill: 'confirm-done' },
  { key: 'pending', value: counts.pending, fill: 'confirm-open' },
  { key: 'exceptions', value: counts.changed + counts.wrong + counts.left, fill: 'confirm-odd' },
]
