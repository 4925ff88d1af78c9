import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { RosterState } from '@desk/shared/policies/roster'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import { usePolicyApi } from '../../api/policy-api.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'

/** How a policy stands, and where its numbers lead. */
export function useBoard() {
  const api = usePolicyApi()
  const route = useRoute()
  const id = String(route.params['id'])
  const department = computed(() => route.query['department'] as string | undefined)
  let isWhole = false
  const query = () => {
    const day = route.query['day'] as string | undefined
    return {
      ...(department.value === undefined ? {} : { department: department.value }),
      ...(day ? { day } : {}),
      ...(isWhole ? { departments: 'all' as const } : {}),
    }
  }
  const { data, error, isLoading, reload } = useAsyncData<BoardView>(
    usePageDataStore().take('policy-board'),
    (signal) => api.board(id, query(), signal),
  )
  // Another department or day is another address of the same page. What was shown belongs to the one before, and what is
  // done on this page goes to whom it shows: nothing is shown until the new one is there.
  watch([department, () => route.query['day']], () => {
    data.value = null
    isWhole = false
    void reload()
  })
  /** Every department, not the worst ones alone; from then on whenever the numbers are read again. */
  async function showAll(): Promise<void> {
    if (isLoading.value) return
    isWhole = true
    await reload()
  }
  const boardOf = (departmentId: number | null, day = data.value?.asOf ?? null) => {
    const asked = new URLSearchParams({
      ...(departmentId === null ? {} : { department: String(departmentId) }),
      ...(day === null ? {} : { day }),
    }).toString()
    return pagePaths.policyBoard(id) + (asked === '' ? '' : `?${asked}`)
  }
  /** The same department as a day ended; null: as it is now. */
  const onDay = (day: string | null) => boardOf(data.value?.department?.id ?? null, day)
  function peopleOf(state: RosterState): string {
    const asked = new URLSearchParams({
      state,
      ...(data.value?.department ? { department: String(data.value.department.id) } : {}),
    })
    return `${pagePaths.policyPeople(id)}?${asked.toString()}`
  }
  return { id, data, error, isLoading, reload, showAll, boardOf, onDay, peopleOf, department }
}
