import { DAY_MS } from '@desk/shared/kernel/durations'
import { useEventListener, useIntervalFn } from '@vueuse/core'
import { computed, onMounted, shallowRef, type ShallowRef, watch } from 'vue'
import type { PolicyReadingView, SignBody } from '@desk/shared/policies/policy-schemas'
import { useDraftsStore } from '../../stores/drafts.ts'
import { useDevice } from '../../platform/device.ts'
import { createReadingStore } from './reading-progress-store.ts'
import { advanceProgress, isInView, isRead, noProgress } from './read-progress.ts'
import { measureClauses } from './visible-clauses.ts'

const TICK_MS = 200
/** A phone that was asleep did not show the text. */
const MAX_TICK_MS = 1_000
/** The maximum progress that is lost when the phone discards the page without an event. */
const SAVE_EVERY_MS = 1_000

/** Keeps the reading token when the same text is loaded again, for example after a question: its reading continues. */
export const continueReading = (seen: PolicyReadingView, next: PolicyReadingView): PolicyReadingView =>
  next.versionId === seen.versionId && next.language === seen.language
    ? { ...next, token: seen.token, openedAt: seen.openedAt }
    : next

/** Limits a time to what the server accepts: longer ones occur on pages that were left open. */
const toAcceptedMs = (ms: number): number => Math.min(DAY_MS, Math.round(ms))

/** Measures how long the required clauses are in view; the progress survives a reload. */
export function useReading(view: ShallowRef<PolicyReadingView | null>) {
  const device = useDevice()
  const store = createReadingStore(useDraftsStore())
  const progress = shallowRef(noProgress)
  /** The clauses in view at the last tick. */
  const idsInView = shallowRef<readonly string[]>([])
  const requiredClauses = computed(() => view.value?.clauses.filter((clause) => clause.isAsked) ?? [])
  const unreadIds = computed(() =>
    requiredClauses.value.filter(({ id, minMs }) => !isRead(progress.value.clauses.get(id), minMs)).map(({ id }) => id),
  )
  /** Returns what the server checks: the milliseconds per clause and those of the text. */
  const readingTimes = (): Pick<SignBody, 'read'> & { onScreenMs: number } => ({
    read: Object.fromEntries([...progress.value.clauses].map(([id, { ms }]) => [id, toAcceptedMs(ms)])),
    onScreenMs: toAcceptedMs(progress.value.onScreenMs),
  })
  /** Returns how long a clause was in view. */
  const secondsOf = (id: string): number => Math.round((progress.value.clauses.get(id)?.ms ?? 0) / 1000)
  const seconds = computed(() => Math.round(progress.value.onScreenMs / 1000))

  /** The token of a discarded reading, which is not saved again. */
  let discardedToken = ''
  let savedAt = 0
  /** Restores the stored progress of this text; another version or language starts without progress. */
  function restore(): void {
    const opened = view.value
    if (!opened) return
    if (opened.task.state === 'signed') store.clear(opened)
    const stored = store.load(opened, device.now())
    progress.value = stored ? { clauses: new Map(stored.progress), onScreenMs: stored.onScreenMs } : noProgress
    if (stored && stored.token !== opened.token)
      view.value = { ...opened, token: stored.token, openedAt: stored.openedAt }
  }
  function save(now: number): void {
    const opened = view.value
    if (!opened || opened.token === discardedToken || (now - savedAt < SAVE_EVERY_MS && unreadIds.value.length > 0))
      return
    savedAt = now
    store.save(opened, progress.value, now)
  }
  /** Deletes the stored progress, after signing or when the server refuses what was read. */
  function discard(): void {
    if (!view.value) return
    discardedToken = view.value.token
    store.clear(view.value)
  }
  watch(() => view.value?.token, restore)
  useEventListener('pagehide', () => {
    savedAt = -Infinity
    save(device.now())
  })
  let last = device.now()
  function tick(): void {
    const now = device.now()
    const elapsedMs = Math.min(MAX_TICK_MS, now - last)
    last = now
    if (document.visibilityState !== 'visible' || unreadIds.value.length === 0) return
    const { clauses, height } = measureClauses(requiredClauses.value.map(({ id }) => id))
    idsInView.value = clauses.filter((clause) => isInView(clause, height)).map(({ id }) => id)
    progress.value = advanceProgress(progress.value, clauses, { height, elapsedMs })
    save(now)
  }
  const { resume } = useIntervalFn(tick, TICK_MS, { immediate: false })
  onMounted(() => {
    restore()
    last = device.now()
    resume()
  })
  return { requiredClauses, unreadIds, idsInView, seconds, secondsOf, readingTimes, discard }
}
