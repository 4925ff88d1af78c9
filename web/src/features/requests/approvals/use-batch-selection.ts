import { computed, shallowRef, type Ref } from 'vue'
import { BATCH_MAX } from '@desk/shared/requests/batch-max'
import type { RequestSummary } from '@desk/shared/requests/request-schemas'
import { mayDecideInList } from './may-decide-in-list.ts'

/** Identifies the content that was on screen: a changed request has another key and must be seen again. */
export const rowKey = ({ id, version, seenHash }: Pick<RequestSummary, 'id' | 'version' | 'seenHash'>): string =>
  `${id} ${String(version)} ${seenHash}`

/** Selects requests for a batch: only rows that have been visible, and no request that must be opened first. */
export function useBatchSelection(items: Readonly<Ref<readonly RequestSummary[]>>) {
  const isSelecting = shallowRef(false)
  const seen = shallowRef<ReadonlySet<string>>(new Set())
  const chosen = shallowRef<ReadonlySet<string>>(new Set())

  const isChosen = (item: RequestSummary): boolean => chosen.value.has(rowKey(item))
  const offered = computed(() =>
    items.value.filter((item) => mayDecideInList(item) && seen.value.has(rowKey(item))).slice(0, BATCH_MAX),
  )
  const selected = computed(() => items.value.filter((item) => mayDecideInList(item) && isChosen(item)))

  function markSeen(keys: readonly string[]): void {
    if (keys.some((key) => !seen.value.has(key))) seen.value = new Set([...seen.value, ...keys])
  }
  function toggle(item: RequestSummary): void {
    const key = rowKey(item)
    const wasChosen = isChosen(item)
    if (!wasChosen && (!mayDecideInList(item) || selected.value.length >= BATCH_MAX)) return
    markSeen([key])
    chosen.value = new Set(
      wasChosen ? [...chosen.value].filter((chosenKey) => chosenKey !== key) : [...chosen.value, key],
    )
  }
  function chooseSeen(): void {
    chosen.value = new Set(offered.value.map(rowKey))
  }
  function clear(): void {
    chosen.value = new Set()
  }
  function start(): void {
    isSelecting.value = true
  }
  function stop(): void {
    isSelecting.value = false
    clear()
  }
  return { isSelecting, offered, selected, isChosen, markSeen, toggle, chooseSeen, clear, start, stop }
}
