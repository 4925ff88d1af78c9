import { computed, onMounted, onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { useDraftsStore } from '../../stores/drafts.ts'
import { useDevice } from '../../platform/device.ts'
import { createReadingStore } from './reading-progress-store.ts'
import { advanceProgress, isRead, type Progress } from './read-progress.ts'

const tickMs = 200
/** A phone that was asleep did not show the text. */
const maxTickMs = 1_000
/** At most this much is lost when the phone discards the page. */
const saveEveryMs = 1_000

/** Keeps the reading token when the same text is loaded again, for example after a question: its reading continues. */
export const continueReading = (seen: PolicyReadingView, next: PolicyReadingView): PolicyReadingView =>
  next.versionId === seen.versionId && next.language === seen.language
    ? { ...next, token: seen.token, openedAt: seen.openedAt }
    : next

/** Measures how long each required clause is in view; the progress survives a reload. */
export function useReading(view: ShallowRef<PolicyReadingView | null>) {
  const device = useDevice()
  const store = createReadingStore(useDraftsStore())
  const progress = shallowRef<ReadonlyMap<string, Progress>>(new Map())
  const requiredClauses = computed(() => view.value?.clauses.filter((clause) => clause.isAsked) ?? [])
  const readIds = computed(() =>
    requiredClauses.value.filter(({ id, minMs }) => isRead(progress.value.get(id), minMs)).map(({ id }) => id),
  )
  const unreadCount = computed(() => requiredClauses.value.length - readIds.value.length)
  /** Returns the milliseconds per clause, which are sent with the signature. */
  const readingTimes = () => Object.fromEntries([...progress.value].map(([id, { ms }]) => [id, Math.round(ms)]))
  const seconds = computed(() => secondsRead(readingTimes()))

  /** The token of a discarded reading, which is not saved again. */
  let discardedToken = ''
  let savedAt = 0
  /** Restores the stored progress of this text; another version or language starts without progress. */
  function restore(): void {
    const opened = view.value
    if (!opened) return
    if (opened.task.state === 'signed') store.clear(opened)
    const stored = store.load(opened, device.now())
    progress.value = new Map(stored?.progress)
    if (stored && stored.token !== opened.token)
      view.value = { ...opened, token: stored.token, openedAt: stored.openedAt }
  }
  function save(now: number): void {
    const opened = view.value
    if (!opened || opened.token === discardedToken || (now - savedAt < saveEveryMs && unreadCount.value > 0)) return
    savedAt = now
    store.save(opened, progress.value, now)
  }
  /** Deletes the progress, after signing or when the server refuses the token. */
  function discard(): void {
    if (!view.value) return
    discardedToken = view.value.token
    store.clear(view.value)
  }
  watch(() => view.value?.token, restore)
  let last = device.now()
  function tick(): void {
    const now = device.now()
    const elapsedMs = Math.min(maxTickMs, now - last)
    last = now
    if (document.visibilityState !== 'visible' || unreadCount.value === 0) return
    // The bars at the top and bottom cover part of the window.
    const top = document.querySelector('.read-progress')?.getBoundingClientRect().bottom ?? 0
    const bottom = document.querySelector('.bar')?.getBoundingClientRect().top ?? innerHeight
    const clauses = requiredClauses.value.flatMap(({ id, minMs }) => {
      const box = document.getElementById(`clause-${id}`)?.getBoundingClientRect()
      return box ? [{ id, minMs, top: box.top - top, bottom: box.bottom - top }] : []
    })
    progress.value = advanceProgress(progress.value, clauses, { height: bottom - top + 1, elapsedMs })
    save(now)
  }
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    restore()
    last = device.now()
    timer = setInterval(tick, tickMs)
  })
  onScopeDispose(() => {
    clearInterval(timer)
  })
  return { requiredClauses, readIds, unreadCount, seconds, readingTimes, discard }
}
