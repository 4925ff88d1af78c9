import { isCalendarDay } from '@desk/shared/kernel/calendar-day'
import { SEARCH_MAX } from '@desk/shared/kernel/search-max'
import type { PeopleFilters, PeopleQuery } from '@desk/shared/policies/board-schemas'
import { listedStates } from '@desk/shared/policies/roster'

/** Values of the filter form; days are in the business time zone. */
export type PeopleForm = { partner: boolean; joinedAfter: string; overdueDays: string; olderOnly: boolean }

export type PeopleFilterQuery = Omit<PeopleQuery, 'after'>

/** Parses the URL query, which keeps the filter across reloads and links. Invalid values are ignored, as on the server. */
export function parsePeopleQuery(query: Record<string, unknown>): PeopleFilterQuery {
  const text = (name: keyof PeopleQuery) => (typeof query[name] === 'string' ? query[name] : '')
  const q = text('q').trim().slice(0, SEARCH_MAX)
  const state = listedStates.find((known) => known === query['state'])
  const joinedAfter = isCalendarDay(text('joinedAfter')) ? text('joinedAfter') : ''
  const overdueDays = isDays(text('overdueDays')) ? text('overdueDays') : ''
  return {
    ...(/^\d{1,10}$/.test(text('department')) ? { department: text('department') } : {}),
    ...(state ? { state } : {}),
    ...(q === '' ? {} : { q }),
    ...toFilters({
      partner: query['partner'] === '1',
      joinedAfter,
      overdueDays,
      olderOnly: query['olderOnly'] === '1',
    }),
    ...(query['olderOnly'] === '0' ? { olderOnly: '0' as const } : {}),
  }
}

/** Returns the values of the form for these filters. */
export const toForm = ({ partner, joinedAfter = '', overdueDays = '', olderOnly }: PeopleFilters): PeopleForm => ({
  partner: partner !== undefined,
  joinedAfter,
  overdueDays,
  olderOnly: olderOnly === '1',
})

/** Returns the filters that are set. */
export const toFilters = ({ partner, joinedAfter, overdueDays, olderOnly }: PeopleForm): PeopleFilters => ({
  ...(partner ? { partner: '1' } : {}),
  ...(joinedAfter === '' ? {} : { joinedAfter }),
  ...(overdueDays.trim() === '' ? {} : { overdueDays: overdueDays.trim() }),
  ...(olderOnly ? { olderOnly: '1' } : {}),
})

/** Returns whether a text is a number of days, from 1 to 999. */
export const isDays = (text: string): boolean => /^[1-9]\d{0,2}$/.test(text.trim())
