import type { PeopleFilters, PeopleQuery } from '@desk/shared/policies/board-schemas'
import { rosterStates } from '@desk/shared/policies/roster'

/** What is filled in; the day is one of the business time zone. */
export type PeopleForm = { partner: boolean; joinedAfter: string; overdueDays: string; olderOnly: boolean }

export type PeopleAsked = Omit<PeopleQuery, 'after'>

/** What the page's address asks, so that a reload and a link keep the question. As on the server, nonsense asks nothing. */
export function askedOf(query: Record<string, unknown>): PeopleAsked {
  const text = (name: keyof PeopleQuery) => (typeof query[name] === 'string' ? query[name] : '')
  const state = rosterStates.find((one) => one === query['state'])
  const joinedAfter = isDay(text('joinedAfter')) ? text('joinedAfter') : ''
  const overdueDays = isDays(text('overdueDays')) ? text('overdueDays') : ''
  return {
    ...(/^\d{1,10}$/.test(text('department')) ? { department: text('department') } : {}),
    ...(state ? { state } : {}),
    ...filtersOf({
      partner: query['partner'] === '1',
      joinedAfter,
      overdueDays,
      olderOnly: query['olderOnly'] === '1',
    }),
  }
}

export const formOf = ({ partner, joinedAfter = '', overdueDays = '', olderOnly }: PeopleFilters): PeopleForm => ({
  partner: partner !== undefined,
  joinedAfter,
  overdueDays,
  olderOnly: olderOnly !== undefined,
})

/** Only what is asked. */
export const filtersOf = ({ partner, joinedAfter, overdueDays, olderOnly }: PeopleForm): PeopleFilters => ({
  ...(partner ? { partner: '1' } : {}),
  ...(joinedAfter === '' ? {} : { joinedAfter }),
  ...(overdueDays.trim() === '' ? {} : { overdueDays: overdueDays.trim() }),
  ...(olderOnly ? { olderOnly: '1' } : {}),
})

export const isDays = (text: string): boolean => /^[1-9]\d{0,2}$/.test(text.trim())

const isDay = (text: string): boolean => {
  const at = new Date(`${text}T00:00:00.000Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
}
