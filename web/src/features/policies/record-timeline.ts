import { departmentText } from '@desk/shared/directory/department-text'
import type { RecordEvent } from '@desk/shared/policies/record-schemas'
import type { Messages } from '../../locales/messages.ts'
import type { TimelineRow } from '../../ui/lists/TimelineList.vue'

type Context = { messages: Messages['records']; id: string; time: string }

/** Converts an event of a person's record to a row: what happened, and in a second line how. */
export const toTimelineRow = (event: RecordEvent, { messages, id, time }: Context): TimelineRow => ({
  id,
  title: titleOf(event, messages),
  time,
  instant: event.at,
  hint: hintOf(event, messages),
  tone: toneOf(event),
})

const titleOf = ({ kind, label }: RecordEvent, messages: Messages['records']): string =>
  [messages.kinds[kind], ...(label ? [messages.version(label)] : [])].join(' ')

function toneOf({ kind, delivery }: RecordEvent): TimelineRow['tone'] {
  if (delivery === 'undelivered') return 'bad'
  return kind === 'signed' ? 'good' : 'past'
}

function hintOf(event: RecordEvent, messages: Messages['records']): string | null {
  const { kind, delivery, by, reason, day, signature } = event
  const parts = [
    ...(delivery ? [messages.delivery[delivery]] : []),
    ...(signature ? signatureParts(signature, messages) : []),
    ...(day ? [kind === 'due_date_set' ? messages.dueOn(day) : messages.until(day)] : []),
    ...(by ? [messages.by(by)] : []),
    ...(reason ? [reason] : []),
  ]
  return parts.length === 0 ? null : parts.join(' · ')
}

function signatureParts(
  { receipt, basis, roundSince, replacedBy, department, reading }: NonNullable<RecordEvent['signature']>,
  messages: Messages['records'],
): string[] {
  return [
    messages.receipt(receipt),
    messages.basis[basis],
    ...(replacedBy ? [messages.replacedBy(replacedBy)] : []),
    ...(roundSince ? [messages.round(roundSince)] : []),
    ...(department.length > 0 ? [messages.departmentThen(departmentText(department))] : []),
    ...(reading ? [messages.reading(reading.seconds, reading.clauses.length)] : []),
    ...(reading?.client ? [messages.device(reading.client, reading.net)] : []),
  ]
}
