import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type ListedState, rosterStates } from '@desk/shared/policies/roster'
import { parsePeopleQuery, toFilters, type PeopleFilterQuery, type PeopleForm } from './people-filter.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Filters of the people list. The URL holds all of them, and every change of a filter is a link. */
export function usePeopleFilters(
  id: string,
  /** The department of the list that was loaded last; null: the company. */
  shown: () => { id: number; name: string } | null,
) {
  const coreMessages = useMessages('core')
  const messages = useMessages('policy-admin')
  const { states, monthAndDay } = useMessages('policies')
  const [route, router] = [useRoute(), useRouter()]
  const filters = computed(() => parsePeopleQuery(route.query))
  /** The order and the columns stay when a filter changes. */
  const shape = () =>
    Object.fromEntries(
      (['sort', 'columns'] as const).flatMap((name) => {
        const value = route.query[name]
        return typeof value === 'string' && value !== '' ? [[name, value]] : []
      }),
    )
  const linkTo = (query: PeopleFilterQuery) => {
    const text = new URLSearchParams({ ...(query as Record<string, string>), ...shape() }).toString()
    return pagePaths.policyPeople(id) + (text === '' ? '' : `?${text}`)
  }
  const linkWithout = (...names: (keyof PeopleFilterQuery)[]) =>
    linkTo(
      Object.fromEntries(Object.entries(filters.value).filter(([name]) => !names.some((removed) => removed === name))),
    )
  const nameOf = (state: ListedState) => (state === 'unsigned' ? messages.people.unsigned : states[state])
  const toState = (state: ListedState) => linkTo({ ...filters.value, state })

  const segments = computed(() => [
    { to: linkWithout('state'), label: messages.people.all, isShown: filters.value.state === undefined },
    ...(['unsigned', ...rosterStates] as const).map((state) => ({
      to: toState(state),
      label: nameOf(state),
      isShown: filters.value.state === state,
    })),
  ])
  /** The department of the address, with its name once the list is loaded. */
  const department = computed(() => {
    const { department: of } = filters.value
    if (of === undefined || Number(of) === 0) return null
    const found = shown()
    return { id: Number(of), name: found?.id === Number(of) ? found.name : of }
  })
  const active = computed(() => {
    const { q, partner, joinedAfter, overdueDays, olderOnly } = filters.value
    return [
      ...(department.value === null
        ? []
        : [{ label: messages.filters.in(department.value.name), without: linkWithout('department') }]),
      ...(q === undefined ? [] : [{ label: messages.filters.named(q), without: linkWithout('q') }]),
      ...(partner ? [{ label: messages.filters.isPartner, without: linkWithout('partner') }] : []),
      ...(olderOnly === undefined
        ? []
        : [{ label: messages.filters.older[olderOnly], without: linkWithout('olderOnly') }]),
      ...(joinedAfter === undefined
        ? []
        : [{ label: messages.filters.joined(monthAndDay(joinedAfter)), without: linkWithout('joinedAfter') }]),
      ...(overdueDays === undefined
        ? []
        : [{ label: messages.filters.overdueBy(overdueDays), without: linkWithout('overdueDays') }]),
    ]
  })
  const withoutFilters = computed(() =>
    linkWithout('department', 'q', 'partner', 'olderOnly', 'joinedAfter', 'overdueDays'),
  )
  /** The empty-list message: names every active filter. */
  const emptyMessage = computed(() => {
    const { state } = filters.value
    return messages.filters.none(
      coreMessages.names([...(state ? [nameOf(state)] : []), ...active.value.map(({ label }) => label)]),
    )
  })
  /** Undefined keeps the department; null is the company. */
  async function apply(form: PeopleForm, chosen?: number | null): Promise<void> {
    const { state, department: before, q } = filters.value
    const of = chosen === undefined ? before : chosen === null ? undefined : String(chosen)
    const kept = { ...(state && { state }), ...(of !== undefined && { department: of }), ...(q && { q }) }
    await router.replace({ query: { ...kept, ...toFilters(form), ...shape() } })
  }
  return { filters, department, nameOf, segments, active, withoutFilters, emptyMessage, apply }
}
