import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'

/** Returns the newer row with the fields that were changed in a form which was filled from `before`. */
export function withNewer(edited: JoinerRow, before: JoinerRow, newer: JoinerRow): JoinerRow {
  const old = new Map<string, unknown>(Object.entries(before))
  return {
    ...newer,
    ...Object.fromEntries(Object.entries(edited).filter(([field, value]) => value !== old.get(field))),
  }
}
