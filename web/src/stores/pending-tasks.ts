import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { HomeView } from '@desk/shared/pages/page-schemas'
import { useInitialState } from '../platform/initial-state.ts'

type Waiting = HomeView['waiting']

/** What waits for this person. A decision is off it at once; the next look at home says what is true. */
export const usePendingTasksStore = defineStore('inbox', () => {
  const { page } = useInitialState()
  const waiting = shallowRef<Waiting | null>(page.name === 'home' ? page.data.waiting : null)
  const count = computed(() => {
    if (waiting.value === null) return 0
    const { policies, ...counted } = waiting.value
    return Object.values(counted).reduce((sum, { count: one }) => sum + one, policies.length)
  })

  function show(now: Waiting): void {
    waiting.value = now
  }
  /** Of the approvals so many were decided; undone, they come back. */
  function decided(approvals: number): void {
    if (waiting.value === null) return
    const { count: before, oldestAt } = waiting.value.approvals
    waiting.value = { ...waiting.value, approvals: { count: Math.max(0, before - approvals), oldestAt } }
  }
  return { waiting, count, show, decided }
})
