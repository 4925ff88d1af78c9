import { groupStates } from '@desk/shared/groups/group-states'
import { type GroupRegistryQuery, registryOrders } from '@desk/shared/groups/registry-schemas'
import type { LocationQuery } from 'vue-router'

/** Returns the request of the registry by the address of its page. Unknown values are ignored. */
export function toRegistryQuery({ q, state, sort }: LocationQuery): GroupRegistryQuery {
  const text = typeof q === 'string' ? q.trim() : ''
  const knownState = groupStates.find((each) => each === state)
  const order = registryOrders.find((each) => each === sort)
  return {
    ...(text !== '' && { q: text }),
    ...(knownState && { state: knownState }),
    ...(order && { sort: order }),
  }
}
