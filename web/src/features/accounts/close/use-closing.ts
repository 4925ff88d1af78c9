import type { ClosingView } from '@desk/shared/accounts/close/closing-schemas'
import { computed } from 'vue'
import { ApiError } from '../../../api/api-error.ts'
import { useClosingApi } from '../../../api/accounts/closing-api.ts'
import type { VersionedId } from '../../../api/request-options.ts'
import { useAction } from '../../../composables/use-action.ts'
import { usePageData } from '../../../composables/use-async-data.ts'
import { useMessages } from '../../../locales/use-messages.ts'
import { useToastsStore } from '../../../stores/toasts.ts'

/** Loads a closing and runs commands on it; each command returns the updated closing. */
export function useClosing(id: string) {
  const api = useClosingApi()
  const { errors } = useMessages('accounts-close')
  const { showToast } = useToastsStore()
  const {
    data: closing,
    error: loadError,
    problem: loadProblem,
    reload,
  } = usePageData('closing', (signal) => api.one(id, signal))
  const { isBusy, error, errorText, fieldErrors, run } = useAction()

  /** Returns true on success. When the closing has changed in the meantime, it is loaded again. */
  async function runCommand(
    command: (target: VersionedId) => Promise<ClosingView>,
    doneMessage: string,
  ): Promise<boolean> {
    const shown = closing.value
    if (!shown || isBusy.value) return false
    const isDone = await run(async () => {
      closing.value = await command({ id, version: shown.version })
      showToast(doneMessage)
    })
    if (error.value instanceof ApiError && error.value.code.startsWith('closing.')) await reload()
    return isDone
  }
  /** The error of the last command, of its field first. */
  const commandError = computed(() => {
    const code = fieldErrors.value[0]?.code
    if (code === undefined) return errorText.value
    return Object.hasOwn(errors, code) ? errors[code as keyof typeof errors] : errors.unknown
  })
  const isGone = () => loadError.value instanceof ApiError && loadError.value.code === 'closing.not_found'
  return { api, closing, loadProblem, reload, isBusy, commandError, runCommand, isGone }
}
