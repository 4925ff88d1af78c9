import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { type RosterState, rosterStates } from '@desk/shared/policies/roster'
import { askedOf, filtersOf, type PeopleAsked, type PeopleForm } from './people-filter.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** What the list of people is narrowed by. All of it is in the page's address, and each way on is another address. */
export function usePeopleFilters(id: string) {
  const coreMessages = useMessages('core')
  const messages = useMessages('policy-admin')
  const { states, monthAndDay } = useMessages('policies')
  const [route, router] = [useRoute(), useRouter()]
  const asked = computed(() => askedOf(route.query))
  const linkTo = (query: PeopleAsked) => {
    const text = new URLSearchParams(query as Record<string, string>).toString() // Only what is asked is in it.
    return pagePaths.policyPeople(id) + (text === '' ? '' : `?${text}`)
  }
  const linkWithout = (...names: (keyof PeopleAsked)[]) =>
    linkTo(Object.fromEntries(Object.entries(asked.value).filter(([name]) => !names.some((one) => one === name))))
  const toState = (state: RosterState) => linkTo({ ...asked.value, state })

  const segments = computed(() => [
    { to: linkWithout('state'), label: messages.people.all, isShown: asked.value.state === undefined },
    ...rosterStates.map((one) => ({ to: toState(one), label: states[one], isShown: asked.value.state === one })),
  ])
  const active = computed(() => {
    const { partner, joinedAfter, overdueDays, olderOnly } = asked.value
    return [
      ...(partner ? [{ label: messages.filters.isPartner, without: linkWithout('partner') }] : []),
      ...(olderOnly ? [{ label: messages.filters.hasOlder, without: linkWithout('olderOnly') }] : []),
      ...(joinedAfter === undefined
        ? []
        : [{ label: messages.filters.joined(monthAndDay(joinedAfter)), without: linkWithout('joinedAfter') }]),
      ...(overdueDays === undefined
        ? []
        : [{ label: messages.filters.overdueBy(overdueDays), without: linkWithout('overdueDays') }]),
    ]
  })
  const all = computed(() => linkWithout('partner', 'olderOnly', 'joinedAfter', 'overdueDays'))
  /** That nobody is like that, with everything he would have to be. */
  const none = computed(() => {
    const { state } = asked.value
    return messages.filters.none(
      coreMessages.names([...(state ? [states[state]] : []), ...active.value.map(({ label }) => label)]),
    )
  })
  async function apply(form: PeopleForm): Promise<void> {
    const { state, department } = asked.value
    await router.replace({
      query: { ...(state && { state }), ...(department !== undefined && { department }), ...filtersOf(form) },
    })
  }
  return { asked, segments, active, all, none, apply }
}
