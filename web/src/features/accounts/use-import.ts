import { useTimeoutFn } from '@vueuse/core'
import { computed, onScopeDispose, shallowRef } from 'vue'
import type { CheckedRow } from '@desk/shared/accounts/account-schemas'
import { isPartner, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { useAccountApi } from '../../api/accounts/account-api.ts'
import { usePersistedFields } from '../../composables/use-form-persistence.ts'
import { useSubmit } from '../../composables/use-submit.ts'
import { useRowPages } from './use-row-pages.ts'

export type RowTab = 'all' | 'faulty' | 'watch' | 'ok'
/** Long enough to type a few digits, short enough to see the fault go. */
const CHECK_AFTER_MS = 400

/** Returns the tab of a row: it has faults, has only notices, or neither. */
export function tabOf({ faults, notices }: CheckedRow): Exclude<RowTab, 'all'> {
  if (faults.length > 0) return 'faulty'
  return notices.length > 0 ? 'watch' : 'ok'
}

/**
 * Keeps the rows of an import: they are corrected in place, checked by the server, and submitted all at once or those
 * without faults first.
 */
export function useImport() {
  const api = useAccountApi()
  const rows = shallowRef<JoinerRow[]>([])
  const checked = shallowRef<readonly CheckedRow[]>([])
  const checkError = shallowRef<unknown>()
  const isChecking = shallowRef(false)
  const tab = shallowRef<RowTab>('all')
  const { isSending, error: sendError, submit } = useSubmit()
  usePersistedFields('joiners', { rows }, { outlives: () => true })
  /** The row that is being corrected stays in its list, even once its fault is gone. */
  const held = shallowRef<number | null>(null)
  const { start: checkSoon, stop } = useTimeoutFn(() => void check(), CHECK_AFTER_MS, { immediate: false })
  let controller = new AbortController()
  /** Whether `checked` is the answer about the present `rows`. */
  let isCurrent = false
  onScopeDispose(() => {
    controller.abort()
  })

  /** Drops the answer of a check that is under way: it is about older rows. */
  function dropRunningCheck(): void {
    stop()
    controller.abort()
    isCurrent = false
  }
  /** Checks all rows: a correction of one may remove or cause a fault of another. */
  async function check(): Promise<void> {
    dropRunningCheck()
    controller = new AbortController()
    const { signal } = controller
    if (rows.value.length === 0) {
      checked.value = []
      isChecking.value = false
      return
    }
    isChecking.value = true
    try {
      const answer = await api.check(rows.value, signal)
      if (signal.aborted) return
      checked.value = answer.rows
      isCurrent = true
      checkError.value = undefined
    } catch (cause) {
      if (!signal.aborted) checkError.value = cause
    } finally {
      if (!signal.aborted) isChecking.value = false
    }
  }
  function setRows(read: readonly JoinerRow[]): Promise<void> {
    rows.value = [...read]
    tab.value = 'all'
    held.value = null
    page.value = 0
    return check()
  }
  function change(no: number, changes: Partial<JoinerRow>): void {
    rows.value = rows.value.map((row) => (row.no === no ? { ...row, ...changes } : row))
    dropRunningCheck()
    isChecking.value = true
    checkSoon()
  }
  function remove(no: number): Promise<void> {
    rows.value = rows.value.filter((row) => row.no !== no)
    checked.value = checked.value.filter(({ row }) => row.no !== no)
    return check()
  }
  const counts = computed(() => {
    const count = { all: checked.value.length, faulty: 0, watch: 0, ok: 0 }
    for (const row of checked.value) count[tabOf(row)] += 1
    return count
  })
  const rowsOfTab = computed(() =>
    tab.value === 'all'
      ? checked.value
      : checked.value.filter((checkedRow) => tabOf(checkedRow) === tab.value || checkedRow.row.no === held.value),
  )
  const { page, pages, shown } = useRowPages(() => rowsOfTab.value)
  const summary = computed(() => ({
    creates: checked.value.length,
    partners: checked.value.filter(({ row }) => isPartner(row)).length,
    namesakes: checked.value.filter(({ notices }) => notices.some(({ code }) => code === 'namesake')).length,
    first:
      checked.value
        .filter(({ faults }) => !faults.some(({ field }) => field === 'startsOn'))
        .map(({ row }) => row.startsOn)
        .filter((day) => /^\d{4}-/.test(day))
        .sort()[0] ?? null,
  }))
  /** Submits the chosen rows as the check completed them, so that the plan is what was shown. */
  async function send(chosen: readonly CheckedRow[], onDone: (count: number, batch: string) => void): Promise<void> {
    if (isChecking.value) return
    if (!isCurrent) return check()
    const numbers = new Set(chosen.map(({ row }) => row.no))
    const sent = new Set(rows.value.filter(({ no }) => numbers.has(no)))
    await submit({
      content: chosen,
      send: (attempt) =>
        api.submit(
          chosen.map(({ row }) => row),
          attempt,
        ),
      onDone: ({ id }) => {
        // A row that was corrected meanwhile is not submitted.
        rows.value = rows.value.filter((row) => !sent.has(row))
        void check()
        onDone(chosen.length, id)
      },
    })
  }
  return {
    rows,
    checked,
    counts,
    tab,
    held,
    page,
    pages,
    shown,
    summary,
    isChecking,
    isSending,
    error: computed(() => sendError.value ?? checkError.value),
    setRows,
    change,
    remove,
    check,
    send,
  }
}
