import { computed } from 'vue'
import { useRoute } from 'vue-router'
import type { PageName } from '@desk/shared/pages/page-table'
import { useSessionStore } from '../../stores/session.ts'
import { deskGroups } from './desk-places.ts'

/** Returns the navigation of the desk, and the group and the title of the page shown. */
export function useDeskPlaces() {
  const route = useRoute()
  const { me } = useSessionStore()
  const groups = computed(() => {
    const { id } = route.params
    return deskGroups(me, route.name as PageName, typeof id === 'string' ? id : undefined) // Every route is named after its page.
  })
  return { groups, openGroup: computed(() => groups.value.find(({ isOpen }) => isOpen)) }
}
