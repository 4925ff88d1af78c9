import { DAY_MS } from '@desk/shared/kernel/durations'
import type { AuditFilter } from '@desk/shared/audit/audit-schemas'

/** Values of the filter form. Days are inclusive, in the business time zone. */
export type FilterForm = { actor: string; action: string; object: string; from: string; to: string }

export const emptyForm: FilterForm = { actor: '', action: '', object: '', from: '', to: '' }

/** Parses the URL query, which keeps the filter across reloads and links. Invalid values are ignored. */
export function parseForm(query: Record<string, unknown>): FilterForm {
  const entries = Object.keys(emptyForm).map((name) => [name, query[name]] as const)
  const texts = entries.filter(
    (entry): entry is readonly [string, string] => typeof entry[1] === 'string' && isValidSearch(entry[1]),
  )
  return { ...emptyForm, ...Object.fromEntries(texts) }
}

/** Returns the URL query of the filters that are set. */
export const toQuery = (form: FilterForm): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([, text]) => text !== ''))

/** Returns the start of a day in China, which has no daylight saving. */
const startOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()

/** Converts the form to the filter of the API; empty fields are left out. */
export function toFilter({ actor, action, object, from, to }: FilterForm): AuditFilter {
  const texts = Object.entries({ actor, action, object }).map(([name, text]) => [name, text.trim()] as const)
  return {
    ...Object.fromEntries(texts.filter(([, text]) => text !== '')),
    ...(from === '' ? {} : { from: startOf(from) }),
    ...(to === '' ? {} : { to: new Date(Date.parse(startOf(to)) + DAY_MS).toISOString() }),
  }
}

/** Whether the text contains only characters of userids, actions and object ids. */
export const isValidSearch = (text: string): boolean => /^[\w.:@-]{0,100}$/.test(text.trim())
