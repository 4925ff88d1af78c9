import { computed, onScopeDispose, shallowRef, watch } from 'vue'
import { useRoute } from 'vue-router'
import { type Page, usePagedList } from '../../composables/use-paged-list.ts'
import { useTableVisitsStore } from '../../stores/table-visits.ts'
import { type Columns, type Rows, usePlainTable } from './use-plain-table.ts'
import { type TableSort, useTableState } from './use-table-state.ts'

type Sorted<Key extends string> = {
  /** The order without a choice. */
  defaultSort?: TableSort<NoInfer<Key>>
}

/** Provides a table whose search, order and columns are in the URL. */
export function useTable<Row, Key extends string>(options: Rows<Row> & Columns<Row, Key> & Sorted<Key>) {
  const plain = usePlainTable(options)
  const state = useTableState<Key>(() => plain.value.columns, options.defaultSort)
  return { state, table: computed(() => ({ ...plain.value, state })) }
}

/**
 * Provides a table that is loaded page by page, and again when its query changes. `page` is the page that was loaded
 * last: it may have more than rows. At a return all rows of the last visit are shown until as many have arrived.
 */
export function usePagedTable<P extends Page<unknown>, Query extends object, Key extends string>({
  initial,
  query,
  load,
  ...options
}: {
  initial: P | null
  /** The parameters with which rows are requested, mostly parts of the URL. */
  query: () => Query
  load: (query: Query & { after?: string }, signal: AbortSignal) => Promise<P>
} & Columns<P['items'][number], Key> &
  Sorted<Key>) {
  const visits = useTableVisitsStore()
  const { path } = useRoute()
  const keyOf = () => path + JSON.stringify(query())
  // The key of the rows that are shown: when the page is left, the query may already be that of the next page.
  let shownKey = keyOf()
  const last = initial === null ? visits.last<P>(shownKey) : null
  const page = shallowRef(initial ?? last)
  const list = usePagedList<P['items'][number]>(
    async (cursor, signal) => {
      const requestedKey = keyOf()
      const loaded = await load({ ...query(), ...cursor }, signal)
      if (signal.aborted) return loaded
      page.value = loaded
      shownKey = requestedKey
      return loaded
    },
    initial,
    last,
  )
  watch(
    () => JSON.stringify(query()),
    () => void list.reload(),
  )
  onScopeDispose(() => {
    if (page.value) visits.keep(shownKey, { ...page.value, ...list.shown() })
  })
  const { state, table } = useTable({ ...options, rows: () => list.items.value })
  return { ...list, page, state, table: computed(() => ({ ...table.value, list })) }
}
