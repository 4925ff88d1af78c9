import { useRoute } from 'vue-router'

/** Returns the id of the request that this form starts from, from the address; undefined: none. */
export function useAgainQuery(): string | undefined {
  const { again } = useRoute().query
  return typeof again === 'string' ? again : undefined
}
