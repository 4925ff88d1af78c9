import { DAY_MS } from '@desk/shared/kernel/durations'
import type { AuditFilter } from '@desk/shared/audit/audit-schemas'

/** What is typed. Days are those of the business time zone, both included. */
export type FilterForm = { actor: string; action: string; object: string; from: string; to: string }

export const emptyForm: FilterForm = { actor: '', action: '', object: '', from: '', to: '' }

/** The form as its page's address has it, so that a reload and a link keep the question. */
export function formOf(query: Record<string, unknown>): FilterForm {
  const entries = Object.keys(emptyForm).map((name) => [name, query[name]] as const)
  const texts = entries.filter(
    (entry): entry is readonly [string, string] => typeof entry[1] === 'string' && isPlain(entry[1]),
  )
  return { ...emptyForm, ...Object.fromEntries(texts) }
}

/** What goes into the address: only what is asked. */
export const queryOf = (form: FilterForm): Record<string, string> =>
  Object.fromEntries(Object.entries(form).filter(([, text]) => text !== ''))

/** China has no daylight saving. */
const startOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString()

/** The question of the form; empty fields ask nothing. */
export function filterOf({ actor, action, object, from, to }: FilterForm): AuditFilter {
  const texts = Object.entries({ actor, action, object }).map(([name, text]) => [name, text.trim()] as const)
  return {
    ...Object.fromEntries(texts.filter(([, text]) => text !== '')),
    ...(from === '' ? {} : { from: startOf(from) }),
    ...(to === '' ? {} : { to: new Date(Date.parse(startOf(to)) + DAY_MS).toISOString() }),
  }
}

export const isPlain = (text: string): boolean => /^[\w.:@-]{0,100}$/.test(text.trim())
