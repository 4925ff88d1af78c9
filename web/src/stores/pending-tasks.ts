import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { useInitialState } from '../platform/initial-state.ts'

type PendingTasks = HomeView['waiting']

/** Holds the pending tasks of the member. A decision lowers the count at once; the next load of home corrects it. */
export const usePendingTasksStore = defineStore('pendingTasks', () => {
  const { page } = useInitialState()
  const waiting = shallowRef<PendingTasks | null>(page.name === 'home' ? page.data.waiting : null)
  const count = computed(() => {
    if (waiting.value === null) return 0
    const { policies, ...counted } = waiting.value
    return Object.values(counted).reduce((sum, group) => sum + group.count, policies.length)
  })

  /** The number of tasks that the overview lists; null until it was shown. */
  const overview = shallowRef<number | null>(null)
  let loading: Promise<void> | null = null

  function show(current: PendingTasks): void {
    waiting.value = current
  }
  /** Loads the tasks, with one call at a time. Ignores a failure: the pages show their own errors. */
  function load(home: () => Promise<HomeView>): Promise<void> {
    loading ??= home()
      .then(
        (view) => {
          show(view.waiting)
        },
        () => undefined,
      )
      .finally(() => {
        loading = null
      })
    return loading
  }
  /** Changes the number of waiting approvals: `change` is negative after decisions, positive after undone ones. */
  function changeApprovalCount(change: number): void {
    if (waiting.value === null) return
    const { count: before, oldestAt } = waiting.value.approvals
    waiting.value = { ...waiting.value, approvals: { count: Math.max(0, before + change), oldestAt } }
  }
  return { waiting, overview, count, show, load, changeApprovalCount }
})
