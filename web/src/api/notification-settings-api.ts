import type { CalendarBody, CalendarView } from '@desk/shared/calendar/calendar-schemas'
import type { MessageTextBody, MessageTextList } from '@desk/shared/notices/message-template-schemas'
import type { OutboxHealth } from '@desk/shared/outbox/outbox-schemas'
import { useApi } from './desk-api.ts'
import { unwrap } from './unwrap.ts'

/** What the pages about messages and their delivery ask of the server. Every change answers with the page as it is now. */
export type DeliveryApi = {
  outbox(signal?: AbortSignal): Promise<OutboxHealth>
  setPaused(isPaused: boolean): Promise<OutboxHealth>
  retry(id: number): Promise<OutboxHealth>
  closeManually(id: number, reason: string): Promise<OutboxHealth>
  calendar(month: string | undefined, signal?: AbortSignal): Promise<CalendarView>
  changeCalendar(body: CalendarBody): Promise<CalendarView>
  texts(signal?: AbortSignal): Promise<MessageTextList>
  changeText(body: MessageTextBody): Promise<MessageTextList>
}

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** Comes with its pages. */
export function useDeliveryApi(): DeliveryApi {
  const { settings } = useApi().client
  const { outbox, calendar, texts } = settings
  const one = outbox[':id']
  return {
    outbox: (signal) => unwrap(outbox.$get({}, requestInit(signal))),
    setPaused: (isPaused) => unwrap((isPaused ? outbox.pause : outbox.resume).$post()),
    retry: (id) => unwrap(one.retry.$post({ param: { id: String(id) } })),
    closeManually: (id, reason) => unwrap(one['done-by-hand'].$post({ param: { id: String(id) }, json: { reason } })),
    calendar: (month, signal) =>
      unwrap(calendar.$get({ query: month === undefined ? {} : { month } }, requestInit(signal))),
    changeCalendar: (json) => unwrap(calendar.$post({ json })),
    texts: (signal) => unwrap(texts.$get({}, requestInit(signal))),
    changeText: (json) => unwrap(texts.$post({ json })),
  }
}
