import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { PeoplePage, StateCounts } from '@desk/shared/policies/board-schemas'
import { type ListedState, rosterStates, statesOf } from '@desk/shared/policies/roster'
import { parsePeopleQuery, toFilters, type PeopleFilterQuery, type PeopleForm } from './people-filter.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Counts the people whom the list of a state shows; without a state all. */
const countOf = (counts: StateCounts, state: ListedState | undefined): number =>
  (state === undefined ? rosterStates : statesOf(state)).reduce((sum, rosterState) => sum + counts[rosterState], 0)

/** Provides the filters of the people list, all of which are in the URL, and the links that change them. */
export function usePeopleFilters(
  id: string,
  /** The list that was loaded last. */
  shown: () => Pick<PeoplePage, 'department' | 'counts'> | null,
) {
  const coreMessages = useMessages('core')
  const messages = useMessages('policy-admin')
  const { states, monthAndDay } = useMessages('policies')
  const [route, router] = [useRoute(), useRouter()]
  const filters = computed(() => parsePeopleQuery(route.query))
  /** Returns the order and the columns of the URL, which stay when a filter changes. */
  const orderAndColumns = () =>
    Object.fromEntries(
      (['sort', 'columns'] as const).flatMap((name) => {
        const value = route.query[name]
        return typeof value === 'string' && value !== '' ? [[name, value]] : []
      }),
    )
  const linkTo = (query: PeopleFilterQuery) => {
    const text = new URLSearchParams({ ...(query as Record<string, string>), ...orderAndColumns() }).toString()
    return pagePaths.policyPeople(id) + (text === '' ? '' : `?${text}`)
  }
  const linkWithout = (...names: (keyof PeopleFilterQuery)[]) =>
    linkTo(
      Object.fromEntries(Object.entries(filters.value).filter(([name]) => !names.some((removed) => removed === name))),
    )
  const nameOf = (state: ListedState) => (state === 'unsigned' ? messages.people.unsigned : states[state])
  const isChangeOnly = () => filters.value.state === 'pending' && filters.value.olderOnly === '1'
  /** Returns the link to the people of a state, or to those of them who sign only the change, with the other filters. */
  function linkToState(state?: ListedState, older?: '1'): string {
    const { olderOnly: _, ...kept } = filters.value
    if (state !== undefined) return linkTo({ ...kept, state, ...(older && { olderOnly: older }) })
    const { state: __, ...others } = kept
    return linkTo(others)
  }
  /** The numbers of people by state; null with another filter, which the numbers do not consider. */
  const counts = computed(() => {
    const { q, partner, joinedAfter, overdueDays } = filters.value
    return q || partner || joinedAfter || overdueDays ? null : (shown()?.counts ?? null)
  })
  const stateLinks = computed(() => {
    const { value: numbers } = counts
    const change = {
      to: linkToState('pending', '1'),
      label: messages.board.changeOnly,
      count: numbers && numbers.changeOnly,
      isCurrent: isChangeOnly(),
    }
    const hasChange = isChangeOnly() || (numbers?.changeOnly ?? 0) > 0
    return [undefined, 'unsigned' as const, ...rosterStates].flatMap((state) => {
      const link = {
        to: linkToState(state),
        label: state === undefined ? messages.people.all : nameOf(state),
        count: numbers && countOf(numbers, state),
        isCurrent: filters.value.state === state && !isChangeOnly(),
      }
      // Those who sign only the change are among the pending.
      return state === 'pending' && hasChange ? [link, change] : [link]
    })
  })
  /** The department in the URL, with its name once the list is loaded. */
  const department = computed(() => {
    const { department: text } = filters.value
    const departmentId = Number(text)
    // 0 is the company.
    if (text === undefined || departmentId === 0) return null
    const loaded = shown()?.department
    return { id: departmentId, name: loaded?.id === departmentId ? loaded.name : text }
  })
  const active = computed(() => {
    const { q, partner, joinedAfter, overdueDays, olderOnly } = filters.value
    return [
      ...(department.value === null
        ? []
        : [
            {
              label: messages.filters.in(department.value.name),
              linkWithout: linkWithout('department'),
              name: 'department',
            },
          ]),
      ...(q === undefined ? [] : [{ label: messages.filters.named(q), linkWithout: linkWithout('q'), name: 'q' }]),
      ...(partner ? [{ label: messages.filters.isPartner, linkWithout: linkWithout('partner'), name: 'partner' }] : []),
      ...(olderOnly === undefined
        ? []
        : [{ label: messages.filters.toSign[olderOnly], linkWithout: linkWithout('olderOnly'), name: 'olderOnly' }]),
      ...(joinedAfter === undefined
        ? []
        : [
            {
              label: messages.filters.joined(monthAndDay(joinedAfter)),
              linkWithout: linkWithout('joinedAfter'),
              name: 'joinedAfter',
            },
          ]),
      ...(overdueDays === undefined
        ? []
        : [
            {
              label: messages.filters.overdueBy(overdueDays),
              linkWithout: linkWithout('overdueDays'),
              name: 'overdueDays',
            },
          ]),
    ]
  })
  const linkWithoutFilters = computed(() =>
    linkWithout('department', 'q', 'partner', 'olderOnly', 'joinedAfter', 'overdueDays'),
  )
  const stateName = () => (filters.value.state ? [nameOf(filters.value.state)] : [])
  /** The empty-list message: names every active filter. */
  const emptyMessage = computed(() =>
    messages.filters.none(coreMessages.names([...stateName(), ...active.value.map(({ label }) => label)])),
  )
  /** The filters in words, for the foot of a printed page, which names the search itself. */
  const printed = computed(() => [
    ...stateName(),
    ...active.value.filter(({ name }) => name !== 'q').map(({ label }) => label),
  ])
  /** Applies the form. `chosen`: undefined keeps the department; null is the company. */
  async function apply(form: PeopleForm, chosen?: number | null): Promise<void> {
    const { state, department: before, q, olderOnly } = filters.value
    const departmentId = chosen === undefined ? before : chosen === null ? undefined : String(chosen)
    const kept = {
      ...(state && { state }),
      ...(departmentId !== undefined && { department: departmentId }),
      ...(q && { q }),
      // The form does not offer who has to sign the whole text.
      ...(olderOnly === '0' && { olderOnly }),
    }
    await router.replace({ query: { ...kept, ...toFilters(form), ...orderAndColumns() } })
  }
  return { filters, department, nameOf, stateLinks, active, linkWithoutFilters, emptyMessage, printed, apply }
}
