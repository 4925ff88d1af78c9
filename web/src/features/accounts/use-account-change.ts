import { ApiError } from '../../api/api-error.ts'
import { useFormAction } from '../../composables/use-form-action.ts'

/**
 * Runs one change at a time, as `useFormAction`. When somebody else has made a change meanwhile, `reload` loads it, so that the
 * next attempt is about what is then shown.
 */
export function useAccountChange(
  fieldTexts: Readonly<Record<string, string>>,
  invalid: string,
  reload: () => Promise<unknown>,
) {
  const action = useFormAction(fieldTexts, invalid)
  async function run(perform: () => Promise<unknown>, doneText?: string): Promise<boolean> {
    const isDone = await action.run(perform, doneText)
    const { value: cause } = action.error
    if (cause instanceof ApiError && cause.code === 'account.changed_meanwhile') await reload()
    return isDone
  }
  return { ...action, run }
}
