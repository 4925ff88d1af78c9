import type { AuditFilter } from '@desk/shared/audit/audit-schemas'

/** What is typed. Days are those of the business time zone, both included. */
export type FilterForm = { actor: string; action: string; object: string; from: string; to: string }

export const emptyForm: FilterForm = { actor: '', action: '', object: '', from: '', to: '' }

const DAY_MS = 86_400_000
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
