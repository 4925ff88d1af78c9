import { computed } from 'vue'
import { ApiError } from '../../api/api-error.ts'
import { useFormAction } from '../../composables/use-form-action.ts'
import { useMessages } from '../../locales/use-messages.ts'

/**
 * Runs one change at a time. Returns a message for its failure, which the page shows beside it, and for each rejected
 * field. `isOutdated`: somebody else changed the setting meanwhile, which is then loaded with `reload`.
 */
export function useChange(reload?: () => Promise<unknown>) {
  const messages = useMessages('settings')
  const action = useFormAction(messages.fieldErrors, messages.invalidField)
  const { isBusy, error, errorText, fields } = action
  const isOutdated = computed(
    () => error.value instanceof ApiError && error.value.code === 'settings.changed_meanwhile',
  )
  async function run(change: () => Promise<unknown>, done?: string): Promise<boolean> {
    const isDone = await action.run(change, done)
    if (isOutdated.value) await reload?.()
    return isDone
  }
  return { isBusy, error: errorText, fields, isOutdated, run }
}
