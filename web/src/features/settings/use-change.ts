import { useFormAction } from '../../composables/use-form-action.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Runs one change at a time. Returns a message for its failure, which the page shows beside it, and for each rejected field. */
export function useChange() {
  const messages = useMessages('settings')
  const { isBusy, errorText, fields, run } = useFormAction(messages.fieldErrors, messages.invalidField)
  return { isBusy, error: errorText, fields, run }
}
