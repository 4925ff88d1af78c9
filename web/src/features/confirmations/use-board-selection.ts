import { computed } from 'vue'
import { useRoute } from 'vue-router'
import { type ConfirmationState, confirmationStates } from '@desk/shared/confirmations/confirmation-states'
import { pagePaths } from '@desk/shared/pages/page-paths'

/** Reads the campaign, the department and the state from the URL of a board, and builds the links to its other views. */
export function useBoardSelection() {
  const route = useRoute()
  const id = String(route.params['id'])
  const department = computed(() => {
    const { department: asked } = route.query
    return typeof asked === 'string' ? asked : undefined
  })
  const state = computed(() => confirmationStates.find((name) => name === route.query['state']))
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
  return { id, department, state, boardOf, allStates }
}
