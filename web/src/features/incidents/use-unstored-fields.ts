import { onMounted, type Ref } from 'vue'
import { usePersistedFields } from '../../composables/use-form-persistence.ts'

/** By name of a form, a function that says whether it has input, even after its page was left. */
const forms = new Map<string, () => boolean>()

// Prevents a reload, which would lose input that only this document has.
function keepDocument(event: Event): void {
  if ([...forms.values()].some((hasInput) => hasInput())) event.preventDefault()
}

/**
 * Keeps the fields of a form about an incident during a visit to another page, in memory only: until the form is sent, nobody
 * can tell whether the reporter wants to be named.
 */
export function useUnstoredFields(
  name: string,
  fields: Readonly<Record<string, Ref<unknown>>>,
  hasInput: () => boolean,
): void {
  usePersistedFields(name, fields, { outlives: hasInput, isUnstored: true })
  onMounted(() => {
    forms.set(name, hasInput)
    addEventListener('desk:reload', keepDocument)
  })
}
