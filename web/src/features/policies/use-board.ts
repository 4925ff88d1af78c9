import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { isCalendarDay } from '@desk/shared/kernel/calendar-day'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { usePolicyApi } from '../../api/policy-api.ts'
import { useQueryText } from '../../composables/use-query-text.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import type { BoardPart } from './board-parts.ts'

/** Loads the board of a policy, and builds the links to other departments and days, and to the people behind its numbers. */
export function useBoard() {
  const api = usePolicyApi()
  const route = useRoute()
  const id = String(route.params['id'])
  const department = computed(() => route.query['department'] as string | undefined)
  const requestedDay = useQueryText('day')
  let showsAllDepartments = false
  const boardQuery = () => ({
    ...(department.value === undefined ? {} : { department: department.value }),
    ...(isCalendarDay(requestedDay.value) ? { day: requestedDay.value } : {}),
    ...(showsAllDepartments ? { departments: 'all' as const } : {}),
  })
  const { data, problem, isLoading, reload } = usePageData('policy-board', (signal) =>
    api.board(id, boardQuery(), signal),
  )
  // Another department or day is another URL of the same page. The old data is cleared at once: actions apply to the
  // department that is shown.
  watch([department, requestedDay], () => {
    data.value = null
    showsAllDepartments = false
    void reload()
  })
  /** Shows all departments instead of the worst ones, even after later reloads. */
  async function showAll(): Promise<void> {
    if (isLoading.value) return
    showsAllDepartments = true
    await reload()
  }
  /** Returns the path of the board of a department; null: of the company. */
  const boardOf = (departmentId: number | null, day = data.value?.asOf ?? null) => {
    const query = new URLSearchParams({
      ...(departmentId === null ? {} : { department: String(departmentId) }),
      ...(day === null ? {} : { day }),
    }).toString()
    return pagePaths.policyBoard(id) + (query === '' ? '' : `?${query}`)
  }
  /** Returns the path of the same department's board at the end of a day; null: with the current numbers. */
  const onDay = (day: string | null) => boardOf(data.value?.department?.id ?? null, day)
  /** Returns the path of the list of a department's people, by default of the department shown. */
  function peopleIn(departmentId = data.value?.department?.id, filters: Record<string, string> = {}): string {
    const department = departmentId === undefined ? {} : { department: String(departmentId) }
    const query = new URLSearchParams({ ...filters, ...department }).toString()
    return pagePaths.policyPeople(id) + (query === '' ? '' : `?${query}`)
  }
  /** Returns the path of the list of a department's people who have not signed, by default of the department shown. */
  const unsignedIn = (departmentId?: number) => peopleIn(departmentId, { state: 'unsigned' })
  /** Returns the path of the people whom a number counts. Pending people with only the change to sign are counted separately. */
  function peopleOf(part: BoardPart): string {
    const state = part === 'changeOnly' ? 'pending' : part
    const isSplit = state === 'pending' && (data.value?.counts.changeOnly ?? 0) > 0
    return peopleIn(undefined, { state, ...(isSplit ? { olderOnly: part === 'changeOnly' ? '1' : '0' } : {}) })
  }
  return { id, requestedDay, data, problem, isLoading, reload, showAll, boardOf, onDay, unsignedIn, peopleOf }
}
