import { computed } from 'vue'
import { type LocationQuery, useRoute } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { PageName } from '@desk/shared/pages/page-table'
import { useSessionStore } from '../../stores/session.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { usePendingTasksStore } from '../../stores/pending-tasks.ts'
import { deskAreas, deskGroups, type GroupCounts } from './desk-places.ts'

/** The value of `from` in the address of a record that was opened from the list of a policy. */
const FROM_PEOPLE = 'people'
export const isFromPeople = ({ from }: LocationQuery): boolean => from === FROM_PEOPLE

/** Returns the path of a person's record, in which the list of the policy stays marked. */
export const recordFromPeople = (userid: string, policyId: string): string =>
  `${pagePaths.signingRecord(userid)}?policy=${policyId}&from=${FROM_PEOPLE}`

/** Returns the navigation of the desk, with the area and the group of the page shown. */
export function useDeskPlaces() {
  const route = useRoute()
  const { me } = useSessionStore()
  const groups = computed(() => {
    const { name, params, query } = route
    const { policy } = query
    // The record of a person that was opened from the list of a policy.
    if (name === 'signing-record' && isFromPeople(query) && typeof policy === 'string')
      return deskGroups(me, 'policy-people', policy, true)
    const { id } = params
    return deskGroups(me, name as PageName, typeof id === 'string' ? id : undefined) // Every route is named after its page.
  })
  const core = useMessages('core')
  const desk = useMessages('desk')
  const pending = usePendingTasksStore()
  const counts = computed((): GroupCounts => {
    const { waiting, overview } = pending
    const homeCounts = waiting && {
      approvals: waiting.approvals.count,
      chats: waiting.groups.count,
      incidents: waiting.incidents.count,
      lost: waiting.lost.count,
      feedback: waiting.feedback.count,
    }
    return { overview: overview ?? 0, ...homeCounts }
  })
  const areas = computed(() => deskAreas(groups.value, core, desk, counts.value))
  const isOpen = (place: { isOpen: boolean }) => place.isOpen
  return {
    groups,
    areas,
    openGroup: computed(() => groups.value.find(isOpen)),
    openArea: computed(() => areas.value.find(isOpen)),
  }
}
