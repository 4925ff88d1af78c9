import type { AccessOutcome, ClosingEventType, ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import type { Messages } from '../../../locales/messages.ts'
import type { TimelineRow } from '../../../ui/lists/TimelineList.vue'

type ClosingEvent = ClosingView['events'][number]

const badEvents: readonly ClosingEventType[] = [
  'declined',
  'blocked',
  'retried',
  'by_hand',
  'enabled_outside',
  'gone_outside',
  'not_visible',
  'change_refused',
  'change_failed',
  'last_lead',
  'late',
]
const goodEvents: readonly ClosingEventType[] = ['ready', 'disabled', 'deleted', 're_enabled', 'in_effect', 'completed']
/** Events whose note is a code of WeCom or of this app. */
const eventsWithCode: readonly ClosingEventType[] = ['by_hand', 'reopened']

/** Returns what became of the computers or of the mailbox, or how many customers there were; null for other events. */
export function accessText(
  { type, note }: Pick<ClosingEvent, 'type' | 'note'>,
  { detail }: Messages['accounts-close'],
): string | null {
  if (type === 'devices_removed') return detail.devices[note] ?? detail.devicesRemoved(note)
  if (type === 'customers_counted') return detail.customersCounted(note)
  return type === 'mailbox_closed' ? detail.mailboxes[note as AccessOutcome] : null
}

function noteText(event: Pick<ClosingEvent, 'type' | 'note'>, texts: Messages['accounts-close']): string {
  if (eventsWithCode.includes(event.type)) return ''
  return event.type === 'moved' ? texts.detail.day(event.note) : (accessText(event, texts) ?? event.note)
}

function toneOf(type: ClosingEventType): TimelineRow['tone'] {
  if (badEvents.includes(type)) return 'bad'
  return goodEvents.includes(type) ? 'good' : 'past'
}

/** Returns the events of a closing as rows of a timeline, the newest first. */
export const closingTimeline = (
  { events }: ClosingView,
  texts: Messages['accounts-close'],
  format: (instant: string) => string = texts.detail.moment,
): TimelineRow[] =>
  events
    .map(({ at, type, actor, note }, index) => ({
      id: String(index),
      title: texts.events[type],
      time: format(at),
      instant: at,
      hint: [actor?.name, noteText({ type, note }, texts)].filter((part) => part).join(' · ') || null,
      tone: toneOf(type),
      person: actor ?? undefined,
    }))
    .reverse()
