import { computed, type ComputedRef } from 'vue'
import { useNow } from '../../composables/use-server-clock.ts'
import { usePolicyTitle } from '../../composables/use-policy-title.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { usePendingTasksStore } from '../../stores/pending-tasks.ts'
import { useSessionStore } from '../../stores/session.ts'
import { type PendingRow, pendingRows } from './pending-rows.ts'

/** Returns the pending tasks of this member, the most urgent first; empty until they are known. */
export function usePendingRows(): ComputedRef<PendingRow[]> {
  const pendingTasks = usePendingTasksStore()
  const messages = useMessages('core').home
  const now = useNow()
  const titleOf = usePolicyTitle()
  const language = useSessionStore().language === 'en' ? '?language=en' : ''
  return computed(() =>
    pendingTasks.waiting ? pendingRows(pendingTasks.waiting, { messages, now: now.value, language, titleOf }) : [],
  )
}
