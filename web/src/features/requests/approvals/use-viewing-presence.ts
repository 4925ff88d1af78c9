import { onMounted, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { sameUserid } from '@desk/shared/kernel/same-userid'
import type { MemberRef } from '@desk/shared/directory/member-ref'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { useApi } from '../../../api/desk-api.ts'
import { useSessionStore } from '../../../stores/session.ts'

/** Well within the server's minute. */
const renewMs = 25_000

/**
 * Tells the other candidates that this one has it open, as long as somebody is looking. It tells and never locks, so a
 * failure is nobody's business. Answers who else has it open.
 */
export function useViewingPresence(request: Readonly<Ref<RequestView | null>>) {
  const { engine } = useApi()
  const { me } = useSessionStore()
  const other = shallowRef<MemberRef | null>(null)
  let held: string | null = null
  let timer: ReturnType<typeof setInterval> | undefined

  const take = (claimedBy: MemberRef | null) => {
    other.value = claimedBy && !sameUserid(claimedBy.userid, me.userid) ? claimedBy : null
  }
  async function tell(id: string, isOpen: boolean): Promise<void> {
    try {
      const { claimedBy } = await engine.claim(id, isOpen)
      if (isOpen && held === id) take(claimedBy)
    } catch {
      // The others see nothing of it for a while; the decision is bound to what was seen in any case.
    }
  }
  function letGo(): void {
    clearInterval(timer)
    timer = undefined
    if (held !== null) void tell(held, false)
    held = null
  }
  function look(): void {
    const current = request.value
    const isMine = current?.allowed.includes('decide') === true && document.visibilityState !== 'hidden'
    if (!isMine) {
      letGo()
      return
    }
    if (held === current.id) return
    held = current.id
    void tell(current.id, true)
    timer = setInterval(() => void tell(current.id, true), renewMs)
  }
  take(request.value?.claimedBy ?? null)
  watch(request, (current) => {
    take(current?.claimedBy ?? null)
    look()
  })
  onMounted(() => {
    look()
    document.addEventListener('visibilitychange', look)
    addEventListener('pagehide', letGo)
  })
  onScopeDispose(() => {
    if (typeof window === 'undefined') return
    document.removeEventListener('visibilitychange', look)
    removeEventListener('pagehide', letGo)
    letGo()
  })
  return { other }
}
