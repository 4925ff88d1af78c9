import type { HandlingRight, IncidentRecipient } from './incident-states.ts'

type Candidates = {
  recipient: IncidentRecipient
  /** Department admins by level, the nearest first. */
  admins: readonly (readonly string[])[]
  handlers: readonly string[]
  contact: string | null
  /** People whom the report is about, its reporter, and those who recused themselves; in lower case. */
  excluded: readonly string[]
}

export type Readers = { right: HandlingRight; userids: string[] }

/**
 * Returns who reads a report, so that the form can say in advance what the server will do: the nearest admins of the
 * department, else the handlers, else the independent contact. Null: nobody is left.
 */
export function resolveReaders({ recipient, admins, handlers, contact, excluded }: Candidates): Readers | null {
  const remaining = (userids: readonly string[]) => userids.filter((userid) => !excluded.includes(userid.toLowerCase()))
  const levels = recipient === 'department' ? admins.map(remaining) : []
  const nearest = levels.find((level) => level.length > 0)
  if (nearest) return { right: 'department', userids: nearest }
  const others = remaining(handlers)
  if (others.length > 0) return { right: 'handler', userids: others }
  const last = contact === null ? [] : remaining([contact])
  return last.length > 0 ? { right: 'contact', userids: last } : null
}
