import { ApiError } from '../../../api/api-error.ts'
import { useClosingApi } from '../../../api/accounts/closing-api.ts'
import { useFormAction } from '../../../composables/use-form-action.ts'
import { usePageData } from '../../../composables/use-async-data.ts'
import { useVersionedCommand } from '../../../composables/use-versioned-command.ts'
import { useMessages } from '../../../locales/use-messages.ts'

/** Loads a closing and runs commands on it; each command returns the updated closing. */
export function useClosing(id: string) {
  const api = useClosingApi()
  const { errors } = useMessages('accounts-close')
  const {
    data: closing,
    error: loadError,
    problem: loadProblem,
    reload,
  } = usePageData('closing', (signal) => api.closing(id, signal))
  const action = useFormAction(errors, errors.unknown)
  const runCommand = useVersionedCommand(closing, action, { reload, isOutdated: (code) => code.startsWith('closing.') })
  const isGone = () => loadError.value instanceof ApiError && loadError.value.code === 'closing.not_found'
  const { isBusy, text: commandError } = action
  return { api, closing, loadProblem, reload, isBusy, commandError, runCommand, isGone }
}
