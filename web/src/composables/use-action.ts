import { computed, shallowRef } from 'vue'
import { fieldErrorsOf } from '../api/api-error.ts'
import { messageFor } from '../api/error-messages.ts'
import { useMessages } from '../locales/use-messages.ts'

/** Runs one action at a time and keeps the error of the last one, also as text and as field errors. */
export function useAction() {
  const messages = useMessages('core')
  const isBusy = shallowRef(false)
  const error = shallowRef<unknown>()
  const errorText = computed(() => (error.value === undefined ? null : messageFor(messages, error.value)))
  const fieldErrors = computed(() => fieldErrorsOf(error.value))

  /** Returns true on success; false on failure, or when another action is running. */
  async function run(action: () => Promise<unknown>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = undefined
    try {
      await action()
      return true
    } catch (cause) {
      error.value = cause
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, error, errorText, fieldErrors, run }
}
