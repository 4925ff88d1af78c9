import { defineStore } from 'pinia'

/**
 * Keeps what the tables of the desk showed at their last visit in this document, by path and query. It is shown until new
 * rows arrive, so that the back button finds the scroll position. Not reactive.
 */
export const useTableVisitsStore = defineStore('table-visits', () => {
  const visits = new Map<string, unknown>()
  const last = <Page>(key: string) => (visits.get(key) ?? null) as Page | null // Kept by the same page.
  function keep(key: string, page: unknown): void {
    visits.set(key, page)
  }
  return { last, keep }
})
