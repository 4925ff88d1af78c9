import { computed, onMounted, onScopeDispose, shallowRef, type ShallowRef, watch } from 'vue'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { secondsRead } from '@desk/shared/policies/reading-time'
import { useDraftsStore } from '../../stores/drafts.ts'
import { useDevice } from '../../platform/device.ts'
import { createReadingStore } from './reading-progress-store.ts'
import { isRead, look, type Progress } from './read-progress.ts'

const tickMs = 200
/** A phone that slept did not read. */
const maxTickMs = 1_000
/** A phone that takes the page out of memory takes no more than this. */
const keepEveryMs = 1_000

/** What was asked or settled meanwhile, over the same text as it was opened: the reading of it goes on. */
export const readOn = (seen: PolicyReadingView, next: PolicyReadingView): PolicyReadingView =>
  next.versionId === seen.versionId && next.language === seen.language
    ? { ...next, token: seen.token, openedAt: seen.openedAt }
    : next

/** Which of the asked clauses were in view, and for how long, while this text was looked at, also before a reload. */
export function useReading(view: ShallowRef<PolicyReadingView | null>) {
  const device = useDevice()
  const store = createReadingStore(useDraftsStore())
  const progress = shallowRef<ReadonlyMap<string, Progress>>(new Map())
  const asked = computed(() => view.value?.clauses.filter((clause) => clause.isAsked) ?? [])
  const read = computed(() =>
    asked.value.filter(({ id, minMs }) => isRead(progress.value.get(id), minMs)).map(({ id }) => id),
  )
  const left = computed(() => asked.value.length - read.value.length)
  /** What is sent with the signature. */
  const map = () => Object.fromEntries([...progress.value].map(([id, { ms }]) => [id, Math.round(ms)]))
  const seconds = computed(() => secondsRead(map()))

  /** By its proof: a text that was refused is not kept again. */
  let forgotten = ''
  let keptAt = 0
  /** Another version or language begins with nothing; the same one goes on with what was read of it, and since when. */
  function begin(): void {
    const opened = view.value
    if (!opened) return
    if (opened.task.state === 'signed') store.clear(opened)
    const kept = store.load(opened, device.now())
    progress.value = new Map(kept?.progress)
    if (kept && kept.token !== opened.token) view.value = { ...opened, token: kept.token, openedAt: kept.openedAt }
  }
  function keep(now: number): void {
    const opened = view.value
    if (!opened || opened.token === forgotten || (now - keptAt < keepEveryMs && left.value > 0)) return
    keptAt = now
    store.save(opened, progress.value, now)
  }
  /** It was signed, or the server does not take it: whoever opens it anew begins anew. */
  function forget(): void {
    if (!view.value) return
    forgotten = view.value.token
    store.clear(view.value)
  }
  watch(() => view.value?.token, begin)
  let last = device.now()
  function tick(): void {
    const now = device.now()
    const elapsedMs = Math.min(maxTickMs, now - last)
    last = now
    if (document.visibilityState !== 'visible' || left.value === 0) return
    // The bars at both edges cover what is behind them.
    const top = document.querySelector('.read-progress')?.getBoundingClientRect().bottom ?? 0
    const bottom = document.querySelector('.bar')?.getBoundingClientRect().top ?? innerHeight
    const clauses = asked.value.flatMap(({ id, minMs }) => {
      const box = document.getElementById(`clause-${id}`)?.getBoundingClientRect()
      return box ? [{ id, minMs, top: box.top - top, bottom: box.bottom - top }] : []
    })
    progress.value = look(progress.value, clauses, { height: bottom - top + 1, elapsedMs })
    keep(now)
  }
  let timer: ReturnType<typeof setInterval> | undefined
  onMounted(() => {
    begin()
    last = device.now()
    timer = setInterval(tick, tickMs)
  })
  onScopeDispose(() => {
    clearInterval(timer)
  })
  return { asked, read, left, seconds, map, forget }
}
