import type { Ref } from 'vue'
import { usePersistedFields } from '../../composables/use-form-persistence.ts'

/**
 * Keeps the fields of a form about an incident over a visit of another page, in memory only: until it is sent nobody can
 * tell whether it has a name.
 */
export function useUnstoredFields(
  name: string,
  fields: Readonly<Record<string, Ref<unknown>>>,
  hasInput: () => boolean,
): void {
  usePersistedFields(name, fields, { outlives: hasInput, isUnstored: true })
}
