import type { FeedbackView } from '@desk/shared/feedback/feedback-schemas'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { Messages } from '../../locales/messages.ts'
import type { TimelineRow } from '../../ui/lists/TimelineList.vue'

type TimelineContext = { feedback: Messages['feedback']; day: (instant: string) => string; viewer: string }

const tones: Partial<Record<FeedbackView['events'][number]['type'], TimelineRow['tone']>> = {
  confirmed: 'good',
  reopened: 'bad',
}

/** Returns the steps of a problem, oldest first, and who acts next. */
export function timelineRows(
  { events, waitsFor, dueAt, isLate, promisedOn }: FeedbackView,
  context: TimelineContext,
): TimelineRow[] {
  const { feedback, day, viewer } = context
  const { detail } = feedback
  const past = events.map(({ type, at, by, text }, index): TimelineRow => ({
    id: String(index),
    title:
      by === null
        ? feedback.events[type]
        : detail.did(sameUserid(by.userid, viewer) ? detail.you : by.name, feedback.events[type]),
    time: day(at),
    instant: at,
    hint: type === 'promised' && text !== null ? feedback.day(text) : text,
    tone: tones[type] ?? 'past',
    person: by ?? undefined,
  }))
  if (waitsFor.length === 0) return past
  return [
    ...past,
    {
      id: 'next',
      title: detail.waits(waitsFor.map(({ name }) => name)),
      time: '',
      hint: dueAt === null ? null : (promisedOn === null ? feedback.due : feedback.promised)(dueAt, isLate),
      tone: 'next',
    },
  ]
}
