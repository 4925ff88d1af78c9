import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { readSort, sortText, type Sort } from './table-sort.ts'

/** The order of a table, kept in the address: a reload and a link show the same. */
export function useSort<Key extends string>(
  keys: readonly Key[],
  fallback: Sort<Key>,
): { sort: ComputedRef<Sort<Key>>; sortBy: (sort: Sort<Key>) => void } {
  const route = useRoute()
  const router = useRouter()
  const sort = computed(() => readSort(route.query['sort'], keys, fallback))
  return {
    sort,
    sortBy(next) {
      void router.replace({ query: { ...route.query, sort: sortText(next) } })
    },
  }
}
