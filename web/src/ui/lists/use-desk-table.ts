import {
  type ColumnDef,
  getCoreRowModel,
  getSortedRowModel,
  type RowData,
  type SortingFn,
  useVueTable,
} from '@tanstack/vue-table'
import { computed, type Ref } from 'vue'
import type { TableState } from './use-table-state.ts'
import { useSessionStore } from '../../stores/session.ts'
import type { Column } from './table-columns.ts'

type Table<Row, Key extends string> = {
  columns: readonly Column<Row, Key>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  state?: TableState<Key> | undefined
  isServerSorted?: boolean | undefined
  list?: { isFinished: Readonly<Ref<boolean>> } | undefined
}

/** Returns the visible columns and the sorted rows of a table. Before all rows are loaded they keep the server's order. */
export function useDeskTable<Row extends RowData, Key extends string>(props: Table<Row, Key>) {
  const { compare } = new Intl.Collator(useSessionStore().language, { numeric: true })
  const byValue: SortingFn<Row> = (a, b, id) => {
    const [left, right] = [a.getValue<string | number>(id), b.getValue<string | number>(id)]
    return typeof left === 'number' && typeof right === 'number' ? left - right : compare(String(left), String(right))
  }
  const isComplete = computed(() => props.list?.isFinished.value ?? true)
  const table = useVueTable<Row>({
    get data() {
      return props.rows as Row[]
    },
    get columns() {
      return props.columns.map<ColumnDef<Row>>(({ key, text, sortValue }) => ({
        id: key,
        accessorFn: sortValue ?? text,
        sortingFn: byValue,
      }))
    },
    state: {
      get sorting() {
        const { sort } = props.state ?? {}
        return sort?.value ? [{ id: sort.value.key, desc: sort.value.isDescending }] : []
      },
      get columnVisibility() {
        const { state } = props
        return state ? Object.fromEntries(props.columns.map(({ key }) => [key, state.columns.value.includes(key)])) : {}
      },
    },
    get manualSorting() {
      return (props.isServerSorted ?? false) || !isComplete.value
    },
    getRowId: (row) => props.rowKey(row),
    getCoreRowModel: getCoreRowModel(),
    getSortedRowModel: getSortedRowModel(),
  })
  return {
    isComplete,
    shown: computed(() => {
      const visible = new Set(table.getVisibleLeafColumns().map(({ id }) => id))
      return props.columns.filter(({ key }) => visible.has(key))
    }),
    ordered: computed(() => table.getRowModel().rows.map(({ original }) => original)),
  }
}
