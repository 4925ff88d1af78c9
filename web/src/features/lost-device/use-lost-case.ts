import { onMounted, onScopeDispose, shallowRef, watch } from 'vue'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { messageFor } from '../../api/error-messages.ts'
import { type LostApi, useLostApi } from '../../api/lost-device-api.ts'
import { usePageDataStore } from '../../stores/page-data.ts'
import { useClock } from '../../composables/use-server-clock.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { useRefreshOnReturn } from '../../composables/use-refresh-on-return.ts'
import { useMessages } from '../../locales/use-messages.ts'

/** While something happens by itself; while people are asked; otherwise. */
const RUNNING_MS = 1_000
const ASKED_MS = 3_000
const QUIET_MS = 15_000

/** What is not there yet is looked for at once; what was found out after the lock comes a few seconds behind it. */
export function paceOf(one: Pick<LostCase, 'phase' | 'exposure'> | null): number {
  if (!one) return ASKED_MS
  if (one.phase === 'urgent_review' || one.phase === 'reopened') return ASKED_MS
  if (['locking', 'lock_sent', 'lock_failed', 'unlocking'].includes(one.phase)) return RUNNING_MS
  return one.phase === 'locked' && one.exposure === null ? ASKED_MS : QUIET_MS
}

/** The case as it stands, looked at again as long as the page is seen; what was pressed answers with how it stands then. */
export function useLostCase(id: string, lost: Pick<LostApi, 'lostCase'> = useLostApi()) {
  const messages = useMessages('core')
  const clock = useClock()
  const seenAt = shallowRef(clock.serverNow)
  const loaded = useAsyncData(usePageDataStore().take('lost-case'), async (signal) => {
    const fresh = await lost.lostCase(id, signal)
    seenAt.value = clock.now()
    return fresh
  })
  const isBusy = shallowRef(false)
  const refusal = shallowRef<string | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined

  async function tick(): Promise<void> {
    if (document.visibilityState === 'visible' && !isBusy.value) await loaded.reload()
    schedule()
  }
  function schedule(): void {
    clearTimeout(timer)
    timer = setTimeout(() => void tick(), paceOf(loaded.data.value ?? null))
  }
  onMounted(() => {
    schedule()
    // What the page waits for by the pace of another phase would come too late: it may have been empty until now.
    watch(() => paceOf(loaded.data.value ?? null), schedule)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
  })
  useRefreshOnReturn(loaded.reload)

  /** True when it was done. */
  async function press(act: (at: { id: string; version: number }) => Promise<LostCase>): Promise<boolean> {
    const version = loaded.data.value?.version
    if (isBusy.value || version === undefined) return false
    isBusy.value = true
    refusal.value = null
    try {
      loaded.data.value = await act({ id, version })
      return true
    } catch (cause) {
      refusal.value = messageFor(messages, cause)
      await loaded.reload()
      return false
    } finally {
      isBusy.value = false
      schedule()
    }
  }
  return { ...loaded, seenAt, isBusy, refusal, press }
}
