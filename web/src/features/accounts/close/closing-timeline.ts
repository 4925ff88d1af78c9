import type { ClosingEventType, ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { Messages } from '../../../locales/messages.ts'
import type { TimelineRow } from '../../../ui/lists/TimelineList.vue'

const bad: readonly ClosingEventType[] = [
  'declined',
  'blocked',
  'retried',
  'by_hand',
  'enabled_outside',
  'gone_outside',
  'change_refused',
  'late',
]
const good: readonly ClosingEventType[] = ['ready', 'disabled', 'deleted', 're_enabled', 'in_effect', 'completed']
/** Events whose note is a code of WeCom or of this app. */
const coded: readonly ClosingEventType[] = ['by_hand', 'reopened']

/** Returns the events of a closing as rows of a timeline, the newest first. */
export const closingTimeline = ({ events }: ClosingView, texts: Messages['accounts-close']): TimelineRow[] =>
  events
    .map(({ at, type, actor, note }, index) => ({
      id: String(index),
      title: texts.events[type],
      time: texts.one.moment(at),
      instant: at,
      hint:
        [actor?.name, coded.includes(type) ? '' : type === 'moved' ? texts.one.day(note) : note]
          .filter((part) => part !== undefined && part !== '')
          .join(' · ') || null,
      tone: bad.includes(type) ? ('bad' as const) : good.includes(type) ? ('good' as const) : ('past' as const),
      person: actor ?? undefined,
    }))
    .reverse()
