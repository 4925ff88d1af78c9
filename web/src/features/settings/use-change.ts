import { computed } from 'vue'
import { useAction } from '../../composables/use-action.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Runs one change at a time; a failure is shown as a toast, with messages for the rejected fields. */
export function useChange() {
  const messages = useMessages('settings')
  const { showToast } = useToastsStore()
  const { isBusy, errorText, fieldErrors, run: runAction } = useAction()
  const fields = computed<ReadonlyMap<string, string>>(
    () =>
      new Map(fieldErrors.value.map(({ path, code }) => [path, messages.fieldErrors[code] ?? messages.invalidField])),
  )

  /** Returns true on success. */
  async function run(change: () => Promise<void>): Promise<boolean> {
    const isDone = await runAction(change)
    if (errorText.value !== null) showToast(errorText.value)
    return isDone
  }

  return { isBusy, error: errorText, fields, run }
}
