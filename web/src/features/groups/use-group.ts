import { computed } from 'vue'
import { GROUP_TEXT_MAX } from '@desk/shared/groups/group-limits'
import { ApiError } from '../../api/api-error.ts'
import { useGroupApi } from '../../api/group-api.ts'
import { useFormAction } from '../../composables/use-form-action.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { useVersionedCommand } from '../../composables/use-versioned-command.ts'

/** Loads a group and runs commands on it; each command returns the updated group. */
export function useGroup(id: string) {
  const api = useGroupApi()
  const {
    data: group,
    error: loadError,
    problem: loadProblem,
    reload,
  } = usePageData('group', (signal) => api.group(id, signal))
  const messages = useMessages('groups').detail
  const action = useFormAction(messages.errors(GROUP_TEXT_MAX), messages.invalid)
  const runCommand = useVersionedCommand(group, action, { reload, isOutdated: (code) => code.startsWith('group.') })
  const isGone = () => loadError.value instanceof ApiError && loadError.value.code === 'group.not_found'
  /** Details of a refused join request: who refused it and when the viewer may ask again. */
  const denial = computed(() => {
    const cause = loadError.value
    if (!(cause instanceof ApiError) || cause.code !== 'group.not_admitted') return null
    const detail = (name: string) => String(cause.details[name] ?? '')
    return { name: detail('name'), by: detail('by'), at: detail('at'), askAgainAt: detail('askAgainAt') }
  })
  const { isBusy, text: commandError, run } = action
  return { group, loadProblem, reload, isBusy, commandError, run, runCommand, isGone, denial, api }
}
