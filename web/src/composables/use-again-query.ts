import { useRoute } from 'vue-router'

/** Returns the id of the request that this form starts from, from the address; undefined: none. */
export function useAgainQuery(): string | undefined {
  const { again } = useRoute().query
  return typeof again === 'string' ? again : undefined
}

/** Returns the userid of the member for whom the form is filled in; undefined: the reader. */
export function useForQuery(): string | undefined {
  const { for: other } = useRoute().query
  return typeof other === 'string' && other !== '' ? other : undefined
}
