import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { parsePeopleQuery, toFilters, type PeopleFilterQuery, type PeopleForm } from './people-filter.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** Filters of the people list. The URL holds all of them, and every change of a filter is a link. */
export function usePeopleFilters(id: string) {
  const coreMessages = useMessages('core')
  const messages = useMessages('policy-admin')
  const { states, monthAndDay } = useMessages('policies')
  const [route, router] = [useRoute(), useRouter()]
  const filters = computed(() => parsePeopleQuery(route.query))
  const linkTo = (query: PeopleFilterQuery) => {
    const text = new URLSearchParams(query as Record<string, string>).toString()
    return pagePaths.policyPeople(id) + (text === '' ? '' : `?${text}`)
  }
  const linkWithout = (...names: (keyof PeopleFilterQuery)[]) =>
    linkTo(
      Object.fromEntries(Object.entries(filters.value).filter(([name]) => !names.some((removed) => removed === name))),
    )
  const toState = (state: RosterState) => linkTo({ ...filters.value, state })

  const segments = computed(() => [
    { to: linkWithout('state'), label: messages.people.all, isShown: filters.value.state === undefined },
    ...rosterStates.map((state) => ({
      to: toState(state),
      label: states[state],
      isShown: filters.value.state === state,
    })),
  ])
  const active = computed(() => {
    const { q, partner, joinedAfter, overdueDays, olderOnly } = filters.value
    return [
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
  const withoutFilters = computed(() => linkWithout('q', 'partner', 'olderOnly', 'joinedAfter', 'overdueDays'))
  /** The empty-list message: names every active filter. */
  const emptyMessage = computed(() => {
    const { state } = filters.value
    return messages.filters.none(
      coreMessages.names([...(state ? [states[state]] : []), ...active.value.map(({ label }) => label)]),
    )
  })
  async function apply(form: PeopleForm): Promise<void> {
    const { state, department, q } = filters.value
    const kept = { ...(state && { state }), ...(department !== undefined && { department }), ...(q && { q }) }
    await router.replace({ query: { ...kept, ...toFilters(form) } })
  }
  return { filters, segments, active, withoutFilters, emptyMessage, apply }
}
