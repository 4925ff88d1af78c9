import type { CalendarBody } from '@desk/shared/calendar/calendar-schemas'
import type { MessageTextBody } from '@desk/shared/message-templates/message-template-schemas'
import type { OutboxQuery } from '@desk/shared/outbox/outbox-schemas'
import { useApi } from './desk-api.ts'
import { requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

/**
 * Creates the API client of the pages about messages and their delivery. Each change returns the content of its page.
 */
export function useDeliveryApi() {
  const { settings } = useApi().client
  const { outbox, calendar, texts } = settings
  const job = outbox[':id']
  return {
    outbox: (query: OutboxQuery, signal?: AbortSignal) => unwrap(outbox.$get({ query }, requestInit(signal))),
    setPaused: (isPaused: boolean) => unwrap((isPaused ? outbox.pause : outbox.resume).$post()),
    /** `isForCause`: also the other jobs that stopped for the same cause. */
    retry: (id: number, scope: { isForCause: boolean }) =>
      unwrap(job.retry.$post({ param: { id: String(id) }, json: scope })),
    closeManually: (id: number, reason: string) =>
      unwrap(job['done-by-hand'].$post({ param: { id: String(id) }, json: { reason } })),
    calendar: (month: string | undefined, signal?: AbortSignal) =>
      unwrap(calendar.$get({ query: month === undefined ? {} : { month } }, requestInit(signal))),
    changeCalendar: (json: CalendarBody) => unwrap(calendar.$post({ json })),
    texts: (signal?: AbortSignal) => unwrap(texts.$get({}, requestInit(signal))),
    changeText: (json: MessageTextBody) => unwrap(texts.$post({ json })),
  }
}
