import type { RequestType } from '@desk/shared/requests/types/index'
import type { RequestView, TimelineEntry } from '@desk/shared/requests/request-schemas'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { TimelineRow } from '../../ui/lists/TimelineList.vue'
import { timeOrDay } from '../../locales/time-or-day.ts'
import { localTime } from '../../locales/time.ts'
import type { Messages } from '../../locales/messages.ts'

const actorOf = (
  { timeline, inPlaceOf }: Messages['requests'],
  { actor, onBehalfOf }: TimelineEntry,
  viewer: string,
): string => {
  if (!actor) return timeline.someone
  const name = sameUserid(actor.userid, viewer) ? timeline.you : actor.name
  return onBehalfOf === undefined ? name : inPlaceOf(name, onBehalfOf.name)
}

const subjectOf = ({ timeline }: Messages['requests'], { about }: TimelineEntry, viewer: string): string => {
  if (!about) return timeline.someone
  return sameUserid(about.userid, viewer) ? timeline.you : about.name
}

function titleOf(messages: Messages['requests'], kind: RequestType, entry: TimelineEntry, viewer: string): string {
  const timeline = { ...messages.timeline, ...messages.kindDetails[kind].timeline }
  const { details, type } = entry
  const who = actorOf(messages, entry, viewer)
  switch (type) {
    case 'submitted':
      return timeline.submitted(who)
    case 'decided':
      return timeline.decided(who, messages.kindDetails[kind].decided(details.agreed ?? 0, details.refused ?? 0))
    case 'withdrawn':
    case 'returned':
    case 'resubmitted':
    case 'undone':
    case 'write_resumed':
    case 'done_by_hand':
    case 'disputed':
    case 'dispute_upheld':
    case 'dispute_answered':
      return timeline[type](who)
    case 'asked_next':
    case 'reassigned':
      return timeline[type](namesOf(entry))
    case 'transferred':
      return timeline.transferred(who, namesOf(entry))
    case 'urged':
      return timeline.urged(who, details.count ?? 1)
    case 'escalated':
      return timeline.escalated(details.percent ?? 100, namesOf(entry))
    case 'manual_asked':
    case 'member_guided':
      return timeline[type](details.fields ?? [])
    case 'proof_looked':
      return timeline.proof_looked(who, (details.fields ?? []).length === 0)
    case 'notice_undelivered':
      return timeline.notice_undelivered(subjectOf(messages, entry, viewer))
    case 'read_back_equal':
      return timeline.read_back_equal(details.count ?? 0)
    case 'read_back_differs':
      return timeline.read_back_differs(details.fields ?? [])
    case 'set_back':
      return timeline.set_back(details.fields ?? [], namesOf(entry))
    case 'write_started':
    case 'written':
    case 'already_so':
    case 'write_retried':
    case 'write_failed':
    case 'scheduled':
    case 'closed':
    case 'applicant_left':
      return timeline[type]
  }
}

const namesOf = ({ asked = [] }: TimelineEntry): string[] => asked.map(({ name }) => name)

function hintOf(
  { timeline, returnReasons, between }: Messages['requests'],
  { type, details }: TimelineEntry,
): string | null {
  if (type === 'written') return timeline.writtenHint
  if (details.reason !== undefined) return details.reason.text || returnReasons[details.reason.code]
  if (details.note !== undefined) return details.note
  const parts = [
    details.cause === undefined ? null : timeline.cause(details.cause),
    details.attempt === undefined || type === 'write_started' ? null : timeline.attempt(details.attempt),
    details.retryAt === undefined ? null : timeline.retryAt(localTime(details.retryAt).exactTime),
  ].filter((part) => part !== null)
  return parts.length > 0 ? parts.join(between) : null
}

const toneOf = (type: TimelineEntry['type']): TimelineRow['tone'] => {
  if (type === 'read_back_equal') return 'good'
  return type === 'read_back_differs' ||
    type === 'set_back' ||
    type === 'write_failed' ||
    type === 'write_retried' ||
    type === 'notice_undelivered'
    ? 'bad'
    : 'past'
}

/** Returns what happened, in order. Entries of the same instant keep the order of the server. */
export function timelineRows(
  messages: Messages['requests'],
  request: RequestView,
  viewer: string,
  now: string,
): TimelineRow[] {
  const inOrder = [...request.timeline].sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  return inOrder.map((entry) => ({
    id: entry.id,
    title: titleOf(messages, request.kind, entry, viewer),
    time: timeOrDay(entry.at, now, messages.day, 'exactTime'),
    instant: entry.at,
    hint: hintOf(messages, entry),
    tone: toneOf(entry.type),
    person: entry.actor ?? undefined,
  }))
}
