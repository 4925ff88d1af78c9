import { computed } from 'vue'
import { useAction } from '../../composables/use-action.ts'
import { useToastsStore } from '../../stores/toasts.ts'

/** Runs one change at a time. A failure of a field has its own message; any other is shown as text. */
export function useAccountChange(texts: Readonly<Record<string, string>>, invalid: string) {
  const { isBusy, error, errorText, fieldErrors, run: runAction } = useAction()
  const { showToast } = useToastsStore()
  const fields = computed<ReadonlyMap<string, string>>(
    () => new Map(fieldErrors.value.map(({ path, code }) => [path, texts[code] ?? invalid])),
  )
  /** The message of the failure as a whole: that of the first field, if it is one. */
  const text = computed(() => (error.value === undefined ? null : ([...fields.value.values()][0] ?? errorText.value)))

  /** Returns true on success, and then shows the toast. */
  async function run(change: () => Promise<unknown>, done?: string): Promise<boolean> {
    const isDone = await runAction(change)
    if (isDone && done !== undefined) showToast(done)
    return isDone
  }
  return { isBusy, fields, text, run }
}
