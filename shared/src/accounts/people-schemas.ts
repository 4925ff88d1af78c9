import * as z from 'zod/mini'
import { memberRef, memberWithDepartment } from '../directory/member-ref.ts'
import { calendarDay } from '../kernel/calendar-day-schema.ts'
import { idSchema } from '../kernel/ids.ts'
import { instant } from '../kernel/instant.ts'
import { pageQuery } from '../kernel/page.ts'
import { lineOfText } from '../kernel/plain-text.ts'
import { SEARCH_MAX } from '../kernel/search-max.ts'
import { departmentText } from '../kernel/whole-number.ts'
import { adoptingFlows } from './adopting-flows.ts'

/** States of an account in WeCom (`status`, doc 90196). */
const accountStates = ['active', 'disabled', 'not_activated', 'left'] as const
export type AccountState = (typeof accountStates)[number]

const listedPerson = z.object({
  ...memberWithDepartment.shape,
  position: z.string(),
  account: z.enum(accountStates),
  isPartner: z.boolean(),
  /** Their department reported that they left, and HR has not answered yet. */
  isReported: z.boolean(),
})
export type ListedPerson = z.infer<typeof listedPerson>

export const peoplePage = z.object({
  items: z.array(listedPerson),
  next: z.nullable(z.string()),
  /** The departments whose people the reader may see; null: all. */
  departments: z.nullable(z.array(z.object({ id: z.int(), name: z.string() }))),
})
export type PeoplePage = z.infer<typeof peoplePage>

export const peopleQuery = z.strictObject({
  ...pageQuery.shape,
  /** Name, pinyin or initials. */
  q: z.optional(lineOfText(SEARCH_MAX).check(z.minLength(1))),
  department: z.optional(departmentText),
})
export type PeopleQuery = z.infer<typeof peopleQuery>

const departureView = z.object({
  id: idSchema('departureReport'),
  by: memberRef,
  at: instant,
  lastDay: calendarDay,
  note: z.string(),
})

/** What the directory shows of a person, as far as the app may read it. */
export const personPage = z.object({
  ...listedPerson.shape,
  alias: z.string(),
  telephone: z.string(),
  /** All departments, each with its path. */
  seats: z.array(z.array(z.string())),
  partner: z.nullable(z.object({ company: z.string(), endsOn: z.nullable(calendarDay) })),
  departure: z.nullable(departureView),
  /** HR's last answer that the person is still here. */
  answer: z.nullable(z.object({ at: instant, by: memberRef, text: z.string() })),
  allowed: z.array(z.enum(['change', 'report', 'answer', 'partner'])),
  /** Flows that can take a departure over. */
  flows: z.array(z.enum(adoptingFlows)),
  today: calendarDay,
})
export type PersonPage = z.infer<typeof personPage>

const NOTE_MAX = 200
export const departureBody = z.strictObject({ lastDay: calendarDay, note: lineOfText(NOTE_MAX) })
export type DepartureBody = z.infer<typeof departureBody>

export const departureAdoptionBody = z.strictObject({ flow: z.enum(adoptingFlows) })
export type DepartureAdoptionBody = z.infer<typeof departureAdoptionBody>

/** The person is still here. */
export const departureAnswerBody = z.strictObject({
  text: lineOfText(NOTE_MAX).check(z.minLength(1, { error: 'text.required' })),
})
export type DepartureAnswerBody = z.infer<typeof departureAnswerBody>
