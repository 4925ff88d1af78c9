import { computed, type Ref, shallowRef, watch } from 'vue'
import type { ConfirmationPerson } from '@desk/shared/confirmations/confirmation-schemas'
import type { ConfirmationState } from '@desk/shared/confirmations/confirmation-states'
import { useConfirmationsApi } from '../../api/confirmations-api.ts'
import { usePageData } from '../../composables/use-async-data.ts'

type Selection = {
  id: string
  department: Readonly<Ref<string | undefined>>
  state: Readonly<Ref<ConfirmationState | undefined>>
}

/** Loads the board of a campaign, with its people in one state or in all, page by page. */
export function useConfirmationBoard({ id, department, state }: Selection) {
  const api = useConfirmationsApi()
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
  /** Shows all departments instead of those in which most people still have to answer, even after later reloads. */
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
  return { data, problem, isLoading, reload, showAll, people, next, loadMore }
}
