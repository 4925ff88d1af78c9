import type { IncidentState } from '@desk/shared/incidents/incident-states'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** Returns how the reporter sees a state. Only what waits for them is conspicuous. */
export const stateMark = (state: IncidentState): { icon: IconName; tone: Tone } => {
  if (state === 'closed') return { icon: 'check', tone: 'success' }
  if (state === 'waiting_reporter') return { icon: 'question', tone: 'warning' }
  return { icon: 'clock', tone: 'primary' }
}
