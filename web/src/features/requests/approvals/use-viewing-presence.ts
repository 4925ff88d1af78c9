import { defaultDocument, useEventListener, useIntervalFn } from '@vueuse/core'
import { onMounted, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useSessionStore } from '../../../stores/session.ts'

/** The server forgets a presence after one minute. */
const RENEW_MS = 25_000

/**
 * Shows the other approvers that this approver has the request open, while the page is visible. It never locks the
 * request, so errors are ignored. Returns which other approver has it open.
 */
export function useViewingPresence(request: Readonly<Ref<RequestView | null>>) {
  const { requests } = useApi()
  const { me } = useSessionStore()
  const other = shallowRef<MemberRef | null>(null)
  let announcedId: string | null = null

  const setOther = (viewer: MemberRef | null) => {
    other.value = viewer && !sameUserid(viewer.userid, me.userid) ? viewer : null
  }
  async function announce(id: string, isOpen: boolean): Promise<void> {
    try {
      const { claimedBy } = await requests.claim(id, isOpen)
      if (isOpen && announcedId === id) setOther(claimedBy)
    } catch {
      // The others do not see it for a while; a decision is checked against the version that was on screen in any case.
    }
  }
  function renew(): void {
    if (announcedId !== null) void announce(announcedId, true)
  }
  const { resume, pause } = useIntervalFn(renew, RENEW_MS, { immediate: false })
  function release(): void {
    pause()
    if (announcedId !== null) void announce(announcedId, false)
    announcedId = null
  }
  function update(): void {
    const current = request.value
    const isDeciding = current?.allowed.includes('decide') === true && document.visibilityState !== 'hidden'
    if (!isDeciding) return release()
    if (announcedId === current.id) return
    announcedId = current.id
    renew()
    resume()
  }
  setOther(request.value?.claimedBy ?? null)
  watch(request, (current) => {
    setOther(current?.claimedBy ?? null)
    update()
  })
  onMounted(update)
  useEventListener(defaultDocument, 'visibilitychange', update)
  useEventListener('pagehide', release)
  onScopeDispose(release)
  return { other }
}
