import { computed, shallowRef } from 'vue'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useGroupApi } from '../../api/group-api.ts'
import { messageFor } from '../../api/error-messages.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Loads a group and runs commands on it; each command returns the updated group. */
export function useGroup(id: string) {
  const messages = useMessages('core')
  const api = useGroupApi()
  const { showToast } = useToastsStore()
  const {
    data: group,
    error: loadError,
    reload,
  } = useAsyncData(usePageDataStore().take('group'), (signal) => api.one(id, signal))
  const isBusy = shallowRef(false)
  const commandError = shallowRef<string | null>(null)

  /** Returns true on success. When the group has changed in the meantime, it is loaded again. */
  async function runCommand(
    command: (target: { id: string; version: number }) => Promise<GroupView>,
    doneMessage: string,
  ): Promise<boolean> {
    const shown = group.value
    if (!shown || isBusy.value) return false
    isBusy.value = true
    commandError.value = null
    try {
      group.value = await command({ id, version: shown.version })
      showToast(doneMessage)
      return true
    } catch (cause) {
      commandError.value = messageFor(messages, cause)
      if (cause instanceof ApiError && cause.code.startsWith('group.')) await reload()
      return false
    } finally {
      isBusy.value = false
    }
  }
  const isGone = () => loadError.value instanceof ApiError && loadError.value.code === 'group.not_found'
  /** Details of a refused join request: who refused it and when the viewer may ask again. */
  const denial = computed(() => {
    const cause = loadError.value
    if (!(cause instanceof ApiError) || cause.code !== 'group.not_admitted') return null
    const detail = (name: string) => String(cause.details[name] ?? '')
    return { name: detail('name'), by: detail('by'), at: detail('at'), askAgainAt: detail('askAgainAt') }
  })
  return { group, loadError, reload, isBusy, commandError, runCommand, isGone, denial, api, say }
}
