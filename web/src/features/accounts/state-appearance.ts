import type { OpeningState } from '@desk/shared/accounts/opening-states'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Tone } from '../../ui/marks/tone.ts'

/** Icon and colour of a state; a text is always beside them. */
export const stateAppearance: Record<OpeningState, { icon: IconName; tone: Tone }> = {
  review: { icon: 'clock', tone: 'warning' },
  returned: { icon: 'return', tone: 'warning' },
  excluded: { icon: 'close', tone: 'neutral' },
  scheduled: { icon: 'clock', tone: 'neutral' },
  creating: { icon: 'clock', tone: 'neutral' },
  by_hand: { icon: 'warning', tone: 'warning' },
  failed: { icon: 'warning', tone: 'danger' },
  created: { icon: 'check', tone: 'success' },
  invited: { icon: 'clock', tone: 'warning' },
  activated: { icon: 'check', tone: 'success' },
  completed: { icon: 'check-circle', tone: 'success' },
  cancelled: { icon: 'close', tone: 'neutral' },
}
