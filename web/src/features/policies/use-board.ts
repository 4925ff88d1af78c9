import { computed, shallowRef } from 'vue'
import { useRoute } from 'vue-router'
import type { RosterState } from '@desk/shared/policies/roster'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { BoardView } from '@desk/shared/policies/board-schemas'
import { usePolicyApi } from '../../api/policy-api.ts'
import { messageFor } from '../../api/error-messages.ts'
import { useBoot } from '../../boot.ts'
import { useAnnouncer } from '../../composables/use-announcer.ts'
import { useLoaded } from '../../composables/use-loaded.ts'
import { useWords } from '../../words/use-words.ts'
import { usePolicyAdminWords } from './use-policy-admin-words.ts'

/** How a policy stands, and urging those who are missing. */
export function useBoard() {
  const words = useWords()
  const own = usePolicyAdminWords().board
  const api = usePolicyApi()
  const { say } = useAnnouncer()
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
  const { data, error, isLoading, reload } = useLoaded<BoardView>(useBoot().take('policy-board'), (signal) =>
    api.board(id, query(), signal),
  )
  /** Every department, not the worst ones alone; from then on whenever the numbers are read again. */
  async function showAll(): Promise<void> {
    if (isLoading.value) return
    isWhole = true
    await reload()
  }
  const isBusy = shallowRef(false)
  const problem = shallowRef<string | null>(null)

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
  async function urge(): Promise<void> {
    if (isBusy.value || !data.value) return
    isBusy.value = true
    problem.value = null
    try {
      const { reached } = await api.urge(id, data.value.department ? { department: data.value.department.id } : {})
      say(own.urged(reached))
      // Whoever is told now is skipped from now on.
      data.value = { ...data.value, urge: { reached: 0, skipped: data.value.urge.skipped + reached } }
    } catch (cause) {
      problem.value = messageFor(words, cause)
    } finally {
      isBusy.value = false
    }
  }
  return { id, data, error, isLoading, reload, showAll, isBusy, problem, boardOf, onDay, peopleOf, urge, department }
}
