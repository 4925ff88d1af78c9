import { shallowRef } from 'vue'
import { fieldErrorsOf } from '../../api/api-error.ts'
import { messageFor } from '../../api/error-messages.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** One change at a time: what is under way, and what went wrong, in words. */
export function useChange() {
  const messages = useMessages('core')
  const { fieldErrors, fieldRefused } = useMessages('settings')
  const { showToast } = useToastsStore()
  const isBusy = shallowRef(false)
  const error = shallowRef<string | null>(null)
  const fields = shallowRef<ReadonlyMap<string, string>>(new Map())

  /** True when it was done. */
  async function run(change: () => Promise<void>): Promise<boolean> {
    if (isBusy.value) return false
    isBusy.value = true
    error.value = null
    fields.value = new Map()
    try {
      await change()
      return true
    } catch (cause) {
      fields.value = new Map(fieldErrorsOf(cause).map(({ path, code }) => [path, fieldErrors[code] ?? fieldRefused]))
      error.value = messageFor(messages, cause)
      showToast(error.value)
      return false
    } finally {
      isBusy.value = false
    }
  }

  return { isBusy, error, fields, run }
}
