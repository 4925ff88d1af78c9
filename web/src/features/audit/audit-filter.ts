import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { isCalendarDay } from '@desk/shared/kernel/calendar-day'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { businessZone } from '../../locales/time.ts'

/**
 * The first and the last day, inclusive, in the business time zone. Times such as `08:00` limit them: `fromTime` is inclusive,
 * `toTime` exclusive; empty: the whole day.
 */
export type FilterRange = { from: string; to: string; fromTime: string; toTime: string }

/** Values of the filter form: a person's name, what was done in words, an object's code, and a range. */
export type FilterForm = FilterRange & { who: string; action: string; object: string }

export const anyTime: FilterRange = { from: '', to: '', fromTime: '', toTime: '' }
export const emptyForm: FilterForm = { who: '', action: '', object: '', ...anyTime }

/** Labels of actions, and the further words by which they are found. */
export type ActionWords = {
  actions: Readonly<Record<string, string>>
  words: Readonly<Record<string, string | undefined>>
}

/** Maximum number of actions that one word finds. */
const ACTIONS_MAX = 60

/** Returns the actions that a word means: by their code, label or words. 收回 finds 撤回申请 as well. */
export function actionsFor(word: string, { actions, words }: ActionWords): string[] {
  const sought = word.trim().toLowerCase()
  if (sought === '') return []
  const found = Object.entries(actions).filter(
    ([code, label]) =>
      code === sought || label.toLowerCase().includes(sought) || (words[code] ?? '').toLowerCase().includes(sought),
  )
  return found.map(([code]) => code).slice(0, ACTIONS_MAX)
}

/** Returns whether the text contains at most 100 characters, all of which may occur in an object id. */
export const isObjectIdText = (text: string): boolean => /^[\w.:@-]{0,100}$/.test(text.trim())

const isTime = (text: string) => /^([01]\d|2[0-3]):[0-5]\d$/.test(text)

/** Whether a text is allowed in each parameter of the URL query. */
const isAllowed: Readonly<Record<keyof FilterForm, (text: string) => boolean>> = {
  who: () => true,
  action: () => true,
  object: isObjectIdText,
  from: isCalendarDay,
  to: isCalendarDay,
  fromTime: isTime,
  toTime: isTime,
}

/** Parses the URL query, which keeps the filter across reloads and links. Invalid values are ignored. */
export function parseForm(query: Record<string, unknown>): FilterForm {
  const names = Object.keys(emptyForm) as (keyof FilterForm)[]
  const texts = names.flatMap((name) => {
    const text = query[name]
    return typeof text === 'string' && isAllowed[name](text) ? [[name, text] as const] : []
  })
  const form: FilterForm = { ...emptyForm, ...Object.fromEntries(texts) }
  // A time without its day means nothing.
  return { ...form, fromTime: form.from === '' ? '' : form.fromTime, toTime: form.to === '' ? '' : form.toTime }
}

/** Returns the URL query of the filters that are set. */
export const toQuery = (form: FilterForm): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([, text]) => text !== ''))

/** Returns the instant of a time of a day; an empty time is midnight, at which the day begins. */
function instantAt(day: string, time: string): string {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return instantOf(businessZone, day, hours * 60 + minutes).toISOString()
}

/** Converts the form to the filter of the API; empty fields are left out. */
export function toFilter(
  { who, action, object, from, to, fromTime, toTime }: FilterForm,
  actionWords: ActionWords,
): AuditFilter {
  const actions = actionsFor(action, actionWords)
  return {
    ...(who.trim() === '' ? {} : { who: who.trim() }),
    ...(action.trim() === '' ? {} : { actions: actions.length === 0 ? NO_ACTION : actions.join(',') }),
    ...(object.trim() === '' ? {} : { object: object.trim() }),
    ...(from === '' ? {} : { from: instantAt(from, fromTime) }),
    ...(to === '' ? {} : { to: toTime === '' ? instantAt(shiftDay(to, 1), '') : instantAt(to, toTime) }),
  }
}

/** An action that does not exist: a word without a meaning finds nothing. */
const NO_ACTION = 'none'
