import type { AuditFilter } from '@desk/shared/audit/audit-schemas'
import { instantOf, shiftDay } from '@desk/shared/kernel/working-calendar'
import { businessZone } from '../../locales/time.ts'

/**
 * Values of the filter form: a person's name, what was done in words, an object's code. Days are inclusive, in the business
 * time zone.
 */
export type FilterForm = { who: string; action: string; object: string; from: string; to: string }

export const emptyForm: FilterForm = { who: '', action: '', object: '', from: '', to: '' }

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

/** Parses the URL query, which keeps the filter across reloads and links. Invalid values are ignored. */
export function parseForm(query: Record<string, unknown>): FilterForm {
  const entries = Object.keys(emptyForm).map((name) => [name, query[name]] as const)
  const texts = entries.filter(
    (entry): entry is readonly [string, string] =>
      typeof entry[1] === 'string' && (isFreeText(entry[0]) || isObjectIdText(entry[1])),
  )
  return { ...emptyForm, ...Object.fromEntries(texts) }
}

const isFreeText = (name: string) => name === 'who' || name === 'action'

/** Returns the URL query of the filters that are set. */
export const toQuery = (form: FilterForm): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([, text]) => text !== ''))

const startOf = (day: string): string => instantOf(businessZone, day, 0).toISOString()

/** Converts the form to the filter of the API; empty fields are left out. */
export function toFilter({ who, action, object, from, to }: FilterForm, actionWords: ActionWords): AuditFilter {
  const actions = actionsFor(action, actionWords)
  return {
    ...(who.trim() === '' ? {} : { who: who.trim() }),
    ...(action.trim() === '' ? {} : { actions: actions.length === 0 ? NO_ACTION : actions.join(',') }),
    ...(object.trim() === '' ? {} : { object: object.trim() }),
    ...(from === '' ? {} : { from: startOf(from) }),
    ...(to === '' ? {} : { to: startOf(shiftDay(to, 1)) }),
  }
}

/** An action that does not exist: a word without a meaning finds nothing. */
const NO_ACTION = 'none'

/** Returns whether the text contains at most 100 characters, all of which may occur in an object id. */
export const isObjectIdText = (text: string): boolean => /^[\w.:@-]{0,100}$/.test(text.trim())

/** Returns whether a day is in the range of the filter. */
export const isWithin = ({ from, to }: FilterForm, day: string): boolean =>
  (from === '' || day >= from) && (to === '' || day <= to)
