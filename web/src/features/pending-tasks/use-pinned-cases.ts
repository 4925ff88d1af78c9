import { computed } from 'vue'
import { usePendingTasksStore } from '../../stores/pending-tasks.ts'
import { usePendingRows } from './use-pending-rows.ts'

/** Returns the reports of lost phones to decide on within minutes, which are pinned, and the other tasks, which do not repeat them. */
export function usePinnedCases() {
  const pendingTasks = usePendingTasksStore()
  const rows = usePendingRows()
  const urgent = computed(() => pendingTasks.waiting?.lost.urgent ?? [])
  const others = computed(() =>
    urgent.value.length > 0 && pendingTasks.waiting?.lost.count === urgent.value.length
      ? rows.value.filter(({ kind }) => kind !== 'lost')
      : rows.value,
  )
  return { urgent, others }
}
