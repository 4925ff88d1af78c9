import { computed, type ComputedRef } from 'vue'
import { type LocationQueryRaw, useRoute, useRouter } from 'vue-router'
import { useQueryText } from '../../composables/use-query-text.ts'
import type { Column } from './table-columns.ts'

export type TableSort<Key extends string = string> = { key: Key; isDescending: boolean }

/** The state of a table. All of it is in the URL, so that a reload, a link and the back button show the same table. */
export type TableState<Key extends string = string> = {
  search: ComputedRef<string>
  sort: ComputedRef<TableSort<Key> | null>
  /** The keys of the columns shown. The first column is always shown. */
  columns: ComputedRef<readonly Key[]>
  /** Whether columns were chosen, even if they are those of the default. */
  hasOwnColumns: ComputedRef<boolean>
  /** The parameters of the URL, without empty ones. */
  query: ComputedRef<Record<string, string>>
  setSearch: (text: string) => Promise<void>
  /** Sorts by a column; a second call for it reverses the order. */
  sortBy: (key: Key) => Promise<void>
  /** Null restores the default. */
  setColumns: (keys: readonly Key[] | null) => Promise<void>
  /** Sets filters; undefined removes one. */
  setFilters: (filters: Record<string, string | undefined>) => Promise<void>
  /** Shows a whole state, for example that of a saved view. */
  show: (query: Record<string, string>) => Promise<void>
}

const parseSort = <Key extends string>(text: string, columns: readonly Column<never, Key>[]): TableSort<Key> | null => {
  const isDescending = text.startsWith('-')
  const key = isDescending ? text.slice(1) : text
  const column = columns.find((candidate) => candidate.key === key && candidate.isSortable)
  return column ? { key: column.key, isDescending } : null
}

/**
 * Returns the state of a table in the URL: `q`, `sort` (with `-` descending), `columns`, and the filters of the page.
 */
export function useTableState<Key extends string>(
  columns: () => readonly Column<never, Key>[],
  /** The order without a choice. */
  defaultSort: TableSort<Key> | null = null,
): TableState<Key> {
  const route = useRoute()
  const router = useRouter()
  const change = async (patch: LocationQueryRaw) => {
    const query = Object.fromEntries(Object.entries({ ...route.query, ...patch }).filter(([, value]) => value !== ''))
    await router.replace({ query })
  }
  const order = useQueryText('sort')
  const names = useQueryText('columns')
  const sort = computed(() => parseSort(order.value, columns()) ?? defaultSort)
  const chosen = computed(() => names.value.split(',').filter(Boolean))
  const shown = computed(() =>
    columns()
      .filter(
        ({ key, isExtra }, index) => index === 0 || (chosen.value.length > 0 ? chosen.value.includes(key) : !isExtra),
      )
      .map(({ key }) => key),
  )
  return {
    search: useQueryText('q'),
    sort,
    columns: shown,
    hasOwnColumns: computed(() => chosen.value.length > 0),
    query: computed(() =>
      Object.fromEntries(
        Object.entries(route.query).filter(
          (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '',
        ),
      ),
    ),
    setSearch: (text) => change({ q: text.trim() }),
    sortBy: (key) => {
      const isDescending = sort.value?.key === key && !sort.value.isDescending
      return change({ sort: `${isDescending ? '-' : ''}${key}` })
    },
    setColumns: (keys) => change({ columns: keys === null ? '' : keys.join(',') }),
    show: async (query) => {
      await router.replace({ query })
    },
    setFilters: (filters) =>
      change(Object.fromEntries(Object.entries(filters).map(([name, value]) => [name, value ?? '']))),
  }
}
