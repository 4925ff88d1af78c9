import { computed } from 'vue'
import { useRoute } from 'vue-router'
import type { PageName } from '@desk/shared/pages/page-table'
import { useSessionStore } from '../../stores/session.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { usePendingTasksStore } from '../../stores/pending-tasks.ts'
import { deskAreas, deskGroups, type GroupCounts } from './desk-places.ts'

/** Returns the navigation of the desk, with the area and the group of the page shown. */
export function useDeskPlaces() {
  const route = useRoute()
  const { me } = useSessionStore()
  const groups = computed(() => {
    const { id } = route.params
    return deskGroups(me, route.name as PageName, typeof id === 'string' ? id : undefined) // Every route is named after its page.
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
