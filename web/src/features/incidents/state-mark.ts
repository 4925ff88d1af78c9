import type { IncidentState } from '@desk/shared/incidents/incident-states'
import type { Messages } from '../../locales/messages.ts'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** Returns the icon and the tone of a state for the reporter. Only a state that waits for them stands out. */
export const stateMark = (state: IncidentState): { icon: IconName; tone: Tone } => {
  if (state === 'closed') return { icon: 'check', tone: 'success' }
  if (state === 'waiting_reporter') return { icon: 'question', tone: 'warning' }
  return { icon: 'clock', tone: 'primary' }
}

/** Returns the name of a state for the reporter: what waits for them says so. */
export const stateText = ({ states, mine }: Messages['incidents'], state: IncidentState): string =>
  state === 'waiting_reporter' ? mine.waiting : states[state]
