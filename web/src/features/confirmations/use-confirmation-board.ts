import { computed, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import type { ConfirmationPerson } from '@desk/shared/confirmations/confirmation-schemas'
import { type ConfirmationState, confirmationStates } from '@desk/shared/confirmations/confirmation-states'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { useConfirmationsApi } from '../../api/confirmations-api.ts'
import { usePageData } from '../../composables/use-async-data.ts'

/** Loads the board of a campaign, with its people in one state, and builds the links of its numbers. */
export function useConfirmationBoard() {
  const api = useConfirmationsApi()
  const route = useRoute()
  const id = String(route.params['id'])
  const department = computed(() => {
    const { department: asked } = route.query
    return typeof asked === 'string' ? asked : undefined
  })
  const state = computed(() => confirmationStates.find((name) => name === route.query['state']))
  const query = () => ({
    ...(department.value === undefined ? {} : { department: department.value }),
    ...(state.value === undefined ? {} : { state: state.value }),
  })
  let showsAllDepartments = false
  const { data, problem, isLoading, reload } = usePageData('confirmation-board', (signal) =>
    api.board(id, { ...query(), departments: showsAllDepartments ? 'all' : 'first' }, signal),
  )
  /** The people of the pages after the first. */
  const added = shallowRef<readonly ConfirmationPerson[]>([])
  const next = shallowRef<string | null>(data.value?.people.next ?? null)
  watch(data, (board) => {
    added.value = []
    next.value = board?.people.next ?? null
  })
  // Another department or state is another URL of the same page. The old data is cleared at once: actions apply to the
  // department that is shown.
  watch([department, state], () => {
    data.value = null
    showsAllDepartments = false
    void reload()
  })
  /** Shows all departments instead of those with the most people to answer, even after later reloads. */
  async function showAll(): Promise<void> {
    if (isLoading.value) return
    showsAllDepartments = true
    await reload()
  }
  const people = computed(() => [...(data.value?.people.items ?? []), ...added.value])
  async function loadMore(): Promise<void> {
    if (next.value === null) return
    const { value: board } = data
    const page = await api.people(id, { ...query(), after: next.value })
    if (data.value !== board) return
    added.value = [...added.value, ...page.items]
    next.value = page.next
  }
  /** Returns the path of the board of a department, in a state; undefined: the department of this board; null: the company. */
  function boardOf(
    departmentId: number | null | undefined,
    inState: ConfirmationState | undefined = state.value,
  ): string {
    const shown = departmentId === undefined ? department.value : String(departmentId ?? 0)
    const search = new URLSearchParams({
      ...(shown === undefined ? {} : { department: shown }),
      ...(inState === undefined ? {} : { state: inState }),
    }).toString()
    return pagePaths.confirmationBoard(id) + (search === '' ? '' : `?${search}`)
  }
  const allStates = computed(() => {
    const search = department.value === undefined ? '' : `?department=${department.value}`
    return pagePaths.confirmationBoard(id) + search
  })
  return {
    id,
    department,
    state,
    data,
    problem,
    isLoading,
    reload,
    showAll,
    people,
    next,
    loadMore,
    boardOf,
    allStates,
  }
}
