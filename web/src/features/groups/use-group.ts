import { computed } from 'vue'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { ApiError } from '../../api/api-error.ts'
import type { VersionedId } from '../../api/request-options.ts'
import { useGroupApi } from '../../api/group-api.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { useAction } from '../../composables/use-action.ts'
import { usePageData } from '../../composables/use-async-data.ts'

/** Loads a group and runs commands on it; each command returns the updated group. */
export function useGroup(id: string) {
  const api = useGroupApi()
  const { showToast } = useToastsStore()
  const {
    data: group,
    error: loadError,
    problem: loadProblem,
    reload,
  } = usePageData('group', (signal) => api.one(id, signal))
  const { isBusy, error, errorText: commandError, run } = useAction()

  /** Returns true on success. When the group has changed in the meantime, it is loaded again. */
  async function runCommand(
    command: (target: VersionedId) => Promise<GroupView>,
    doneMessage: string,
  ): Promise<boolean> {
    const shown = group.value
    if (!shown || isBusy.value) return false
    const isDone = await run(async () => {
      group.value = await command({ id, version: shown.version })
      showToast(doneMessage)
    })
    if (error.value instanceof ApiError && error.value.code.startsWith('group.')) await reload()
    return isDone
  }
  const isGone = () => loadError.value instanceof ApiError && loadError.value.code === 'group.not_found'
  /** Details of a refused join request: who refused it and when the viewer may ask again. */
  const denial = computed(() => {
    const cause = loadError.value
    if (!(cause instanceof ApiError) || cause.code !== 'group.not_admitted') return null
    const detail = (name: string) => String(cause.details[name] ?? '')
    return { name: detail('name'), by: detail('by'), at: detail('at'), askAgainAt: detail('askAgainAt') }
  })
  return { group, loadProblem, reload, isBusy, commandError, run, runCommand, isGone, denial, api, showToast }
}
