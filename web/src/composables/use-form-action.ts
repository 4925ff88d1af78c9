import { computed } from 'vue'
import { useToastsStore } from '../stores/toasts.ts'
import { useAction } from './use-action.ts'

/**
 * Runs one action at a time and shows a toast after it. Returns a message for each rejected field, by its code; `invalid`
 * is the message of a code without one. Not in `useAction`, which phones load for pages without fields.
 */
export function useFormAction(fieldTexts: Readonly<Record<string, string>> = {}, invalid = '') {
  const action = useAction()
  const { showToast } = useToastsStore()
  const fields = computed<ReadonlyMap<string, string>>(
    () => new Map(action.fieldErrors.value.map(({ path, code }) => [path, fieldTexts[code] ?? invalid])),
  )
  /** The message of the failure as a whole: that of the first rejected field, if there is one. */
  const text = computed(() => [...fields.value.values()][0] ?? action.errorText.value)

  /** Returns true on success, and then shows the toast. */
  async function run(perform: () => Promise<unknown>, doneText?: string): Promise<boolean> {
    const isDone = await action.run(perform)
    if (isDone && doneText !== undefined) showToast(doneText)
    return isDone
  }
  return { ...action, fields, text, run }
}
