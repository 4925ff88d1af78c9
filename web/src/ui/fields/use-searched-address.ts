import { shallowRef } from 'vue'
import { useRouter } from 'vue-router'
import { useQueryText } from '../../composables/use-query-text.ts'

/** Provides a search field whose text is in the address once it was searched for. */
export function useSearchedAddress() {
  const router = useRouter()
  const sought = useQueryText('q')
  const q = shallowRef(sought.value)
  async function search(reload: () => Promise<void>): Promise<void> {
    const text = q.value.trim()
    await router.replace({ query: text === '' ? {} : { q: text } })
    await reload()
  }
  return { q, sought, search }
}
