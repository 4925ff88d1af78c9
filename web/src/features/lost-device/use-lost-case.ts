import { useTimeoutFn } from '@vueuse/core'
import { onMounted, onScopeDispose, shallowRef, watch } from 'vue'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { type LostApi, useLostApi } from '../../api/lost-device-api.ts'
import type { VersionedId } from '../../api/request-options.ts'
import { useClock } from '../../composables/use-server-clock.ts'
import { useAction } from '../../composables/use-action.ts'
import { usePageData } from '../../composables/use-async-data.ts'
import { useRefreshOnReturn } from '../../composables/use-refresh-on-return.ts'

// Poll intervals: while WeCom executes a command, while a person decides, and otherwise.
const EXECUTING_MS = 1_000
const DECIDING_MS = 3_000
const IDLE_MS = 15_000

/** Returns the poll interval of a case. The exposure report arrives a few seconds after the lock. */
export function pollIntervalOf(lostCase: Pick<LostCase, 'phase' | 'exposure'> | null): number {
  if (!lostCase) return DECIDING_MS
  if (lostCase.phase === 'urgent_review' || lostCase.phase === 'reopened') return DECIDING_MS
  if (['locking', 'lock_sent', 'lock_failed', 'unlocking'].includes(lostCase.phase)) return EXECUTING_MS
  return lostCase.phase === 'locked' && lostCase.exposure === null ? DECIDING_MS : IDLE_MS
}

/** Loads a case, polls it while the page is visible, and runs actions on it; each action returns the updated case. */
export function useLostCase(id: string, lost: Pick<LostApi, 'lostCase'> = useLostApi()) {
  const clock = useClock()
  const loadedAt = shallowRef(clock.serverNow)
  const loaded = usePageData('lost-case', async (signal) => {
    const fresh = await lost.lostCase(id, signal)
    loadedAt.value = clock.now()
    return fresh
  })
  const { isBusy, errorText: actionError, run } = useAction()
  const pollInterval = () => pollIntervalOf(loaded.data.value)
  const { start } = useTimeoutFn(() => void tick(), pollInterval, { immediate: false })
  let isLeft = false

  /** Schedules the next request, but not once the page is left: a request or an action may end after that. */
  function schedule(): void {
    if (!isLeft) start()
  }
  async function tick(): Promise<void> {
    if (document.visibilityState === 'visible' && !isBusy.value) await loaded.reload()
    schedule()
  }
  onMounted(() => {
    schedule()
    // A new phase needs another interval.
    watch(pollInterval, () => {
      schedule()
    })
  })
  onScopeDispose(() => {
    isLeft = true
  })
  useRefreshOnReturn(loaded.reload)

  /** Returns true on success; after a failure the case is loaded again. */
  async function runAction(action: (target: VersionedId) => Promise<LostCase>): Promise<boolean> {
    const version = loaded.data.value?.version
    if (isBusy.value || version === undefined) return false
    const isDone = await run(async () => {
      loaded.data.value = await action({ id, version })
    })
    if (!isDone) await loaded.reload()
    schedule()
    return isDone
  }
  return { ...loaded, loadedAt, isBusy, actionError, runAction }
}
