import { computed, shallowRef } from 'vue'

const PAGE_ROWS = 100

/** Splits rows that are all loaded into pages: thousands of rows in one table would block the page for seconds. */
export function useRowPages<Row>(rows: () => readonly Row[]) {
  const page = shallowRef(0)
  const pages = computed(() => Math.max(1, Math.ceil(rows().length / PAGE_ROWS)))
  const shown = computed(() => {
    const start = Math.min(page.value, pages.value - 1) * PAGE_ROWS
    return rows().slice(start, start + PAGE_ROWS)
  })
  return { page, pages, shown }
}
