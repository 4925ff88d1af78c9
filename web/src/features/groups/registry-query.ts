import { groupStates } from '@desk/shared/groups/group-states'
import { type GroupRegistryQuery, registryOrders } from '@desk/shared/groups/registry-schemas'
import type { LocationQuery } from 'vue-router'

/** Converts the URL query of the registry page to the query of its API. Unknown values are ignored. */
export function toRegistryQuery({ q, state, sort }: LocationQuery): GroupRegistryQuery {
  const text = typeof q === 'string' ? q.trim() : ''
  const knownState = groupStates.find((name) => name === state)
  const order = registryOrders.find((name) => name === sort)
  return {
    ...(text !== '' && { q: text }),
    ...(knownState && { state: knownState }),
    ...(order && { sort: order }),
  }
}
