import type { Ref } from 'vue'

/**
 * Returns a function that gives a field its first value back, unless it was changed since this call: what is typed while a
 * form is being sent is not part of what was sent.
 */
export function resetUnlessChanged<Value>(field: Ref<Value>, first: Value): () => void {
  const sent = field.value
  return () => {
    if (field.value === sent) field.value = first
  }
}
