import { computed, shallowRef } from 'vue'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useGroupApi } from '../../api/group-api.ts'
import { messageFor } from '../../api/error-messages.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useToastsStore } from '../../stores/toasts.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** One group and what is done with it: each act answers with the group as it is then. */
export function useGroup(id: string) {
  const messages = useMessages('core')
  const api = useGroupApi()
  const { showToast } = useToastsStore()
  const { data: group, error, reload } = useAsyncData(usePageDataStore().take('group'), (signal) => api.one(id, signal))
  const isBusy = shallowRef(false)
  const refusal = shallowRef<string | null>(null)

  /** True when it was done. Somebody who was faster is shown: the page is read again. */
  async function act(
    order: (at: { id: string; version: number }) => Promise<GroupView>,
    done: string,
  ): Promise<boolean> {
    const shown = group.value
    if (!shown || isBusy.value) return false
    isBusy.value = true
    refusal.value = null
    try {
      group.value = await order({ id, version: shown.version })
      showToast(done)
      return true
    } catch (cause) {
      refusal.value = messageFor(messages, cause)
      if (cause instanceof ApiError && cause.code.startsWith('group.')) await reload()
      return false
    } finally {
      isBusy.value = false
    }
  }
  const isGone = () => error.value instanceof ApiError && error.value.code === 'group.not_found'
  /** Who said no to this person's wish to come in, and when they may ask again. */
  const denial = computed(() => {
    const cause = error.value
    if (!(cause instanceof ApiError) || cause.code !== 'group.not_admitted') return null
    const said = (what: string) => String(cause.details[what] ?? '')
    return { name: said('name'), by: said('by'), at: said('at'), askAgainAt: said('askAgainAt') }
  })
  return { group, error, reload, isBusy, refusal, act, isGone, denial, api, showToast }
}
