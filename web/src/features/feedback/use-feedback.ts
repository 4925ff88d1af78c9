import { computed } from 'vue'
import { ApiError } from '../../api/api-error.ts'
import { useFeedbackApi } from '../../api/feedback-api.ts'
import { useFormAction } from '../../composables/use-form-action.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useVersionedCommand } from '../../composables/use-versioned-command.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useToastsStore } from '../../stores/toasts.ts'

const CHANGED = 'feedback.changed_meanwhile'

/**
 * Provides a function that returns why a command was refused, if what it changes is not what was on screen; null for any other
 * error.
 */
export function useChangedText() {
  const { changed } = useMessages('feedback')
  return (error: unknown): string | null => {
    if (!(error instanceof ApiError) || error.code !== CHANGED) return null
    const reason = String(error.details['reason'])
    return reason in changed ? changed[reason as keyof typeof changed] : changed.version
  }
}

/** Runs one action at a time. The text of a refusal names the limit of a text that is too long. */
export function useFeedbackAction() {
  const { tooLong, unseen } = useMessages('feedback').ask
  const fieldTexts = { 'text.too_long': tooLong, too_big: tooLong, 'text.unseen_signs': unseen }
  return useFormAction(fieldTexts, useMessages('core').errors['input.invalid'])
}

/**
 * Loads a problem and runs commands on it; each returns the updated problem. After a change by others it is loaded again.
 * `onChanged` is called when a list that shows the problem may be outdated.
 */
export function useFeedback(id: string, onChanged: () => void) {
  const api = useFeedbackApi()
  const changedText = useChangedText()
  const { showToast } = useToastsStore()
  const pages = usePageDataStore()
  const {
    data: problem,
    problem: loadProblem,
    reload,
  } = useAsyncData(pages.take('feedback-problem'), (signal) => api.problem(id, signal))
  const action = useFeedbackAction()
  const { isBusy, error, text, run } = action
  const commandError = computed(() => changedText(error.value) ?? text.value)
  const change = useVersionedCommand(problem, action, { reload, isOutdated: (code) => code === CHANGED })

  /** Returns true on success. */
  async function runCommand(...command: Parameters<typeof change>): Promise<boolean> {
    const isDone = await change(...command)
    if (isDone || changedText(error.value) !== null) onChanged()
    return isDone
  }
  return { api, problem, loadProblem, reload, isBusy, commandError, run, runCommand, showToast }
}
