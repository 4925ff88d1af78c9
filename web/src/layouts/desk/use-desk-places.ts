import { computed } from 'vue'
import { useRoute } from 'vue-router'
import type { PageName } from '@desk/shared/pages/page-table'
import { useSessionStore } from '../../stores/session.ts'
import { useMessages } from '../../locales/use-messages.ts'
import { deskAreas, deskGroups } from './desk-places.ts'

/** Returns the navigation of the desk, with the area and the group of the page shown. */
export function useDeskPlaces() {
  const route = useRoute()
  const { me } = useSessionStore()
  const groups = computed(() => {
    const { id } = route.params
    return deskGroups(me, route.name as PageName, typeof id === 'string' ? id : undefined) // Every route is named after its page.
  })
  const [core, desk] = [useMessages('core'), useMessages('desk')]
  const areas = computed(() => deskAreas(groups.value, core, desk))
  const isOpen = (one: { isOpen: boolean }) => one.isOpen
  return {
    groups,
    areas,
    openGroup: computed(() => groups.value.find(isOpen)),
    openArea: computed(() => areas.value.find(isOpen)),
  }
}
