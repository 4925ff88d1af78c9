import { onMounted, onScopeDispose } from 'vue'
import { loadRouteLocation, useRouter } from 'vue-router'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { useApi } from '../../api/desk-api.ts'
import { unwrap } from '../../api/unwrap.ts'
import { useDutyPhones } from '../../composables/use-duty-phones.ts'

/** Not before everything that this page itself needs. */
const afterMs = 2_000

/**
 * Who loses a phone may have no network by the time they tap: the code of that page, and the number to dial, come while
 * there is one.
 */
export function useLostAtHand(): void {
  const router = useRouter()
  const api = useApi()
  const duty = useDutyPhones()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function prepare(): Promise<void> {
    try {
      await loadRouteLocation(router.resolve(pagePaths.lostDevice))
      if (duty.isOld()) duty.keep((await unwrap(api.client['lost-device'].form.$get({}, {}))).onCall)
    } catch {
      // The tap itself asks for them again.
    }
  }
  onMounted(() => {
    timer = setTimeout(() => void prepare(), afterMs)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
}
