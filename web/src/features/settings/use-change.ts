import { useFormAction } from '../../composables/use-form-action.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Runs one change at a time. Shows a failure as a toast, and returns a message for each rejected field. */
export function useChange() {
  const messages = useMessages('settings')
  const { showToast } = useToastsStore()
  const { isBusy, errorText, fields, run: runAction } = useFormAction(messages.fieldErrors, messages.invalidField)
  /** Returns true on success. */
  async function run(change: () => Promise<void>, done?: string): Promise<boolean> {
    const isDone = await runAction(change, done)
    if (errorText.value !== null) showToast(errorText.value)
    return isDone
  }

  return { isBusy, error: errorText, fields, run }
}
