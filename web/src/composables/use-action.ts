import { computed, shallowRef } from 'vue'
import { fieldErrorsOf } from '../api/api-error.ts'
import { messageFor } from '../api/error-messages.ts'
import { useMessages } from '../locales/use-messages.ts'
import { useToastsStore } from '../stores/toasts.ts'

/**
 * Runs one action at a time and keeps the error of the last one, also as text and by field. `fieldTexts` are the messages
 * of a field by code; a field with another code is said to be `invalid`.
 */
export function useAction(fieldTexts: Readonly<Record<string, string>> = {}, invalid = '') {
  const messages = useMessages('core')
  const { showToast } = useToastsStore()
  const isBusy = shallowRef(false)
  const error = shallowRef<unknown>()
  const errorText = computed(() => (error.value === undefined ? null : messageFor(messages, error.value)))
  const fieldErrors = computed(() => fieldErrorsOf(error.value))
  const fields = computed<ReadonlyMap<string, string>>(
    () => new Map(fieldErrors.value.map(({ path, code }) => [path, fieldTexts[code] ?? invalid])),
  )
  /** The message of the failure as a whole: that of the first field, if it is one. */
  const text = computed(() => [...fields.value.values()][0] ?? errorText.value)

  /** Returns true on success, and then shows `done`; false on failure, or when another action is running. */
  async function run(action: () => Promise<unknown>, done?: string): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = undefined
    try {
      await action()
      if (done !== undefined) showToast(done)
      return true
    } catch (cause) {
      error.value = cause
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, error, errorText, fieldErrors, fields, text, run }
}
