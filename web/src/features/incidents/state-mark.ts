import type { IncidentState } from '@desk/shared/incidents/incident-states'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** Returns the icon and the tone of a state for the reporter. Only a state that waits for them stands out. */
export const stateMark = (state: IncidentState): { icon: IconName; tone: Tone } => {
  if (state === 'closed') return { icon: 'check', tone: 'success' }
  if (state === 'waiting_reporter') return { icon: 'question', tone: 'warning' }
  return { icon: 'clock', tone: 'primary' }
}
