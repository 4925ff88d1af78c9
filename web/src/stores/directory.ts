import { defineStore } from 'pinia'
import { useDevice } from '../platform/device.ts'

/** Long enough to correct a search text, short enough that members who left are soon no longer found. */
const MAX_AGE_MS = 60_000

/** Caches directory searches for one minute, across all fields. */
export const useDirectoryStore = defineStore('directory', () => {
  const device = useDevice()
  const cache = new Map<string, { at: number; results: readonly unknown[] }>()

  // `scope` names the kind of search and its permission: different scopes have different results.
  async function find<Option>(
    scope: string,
    text: string,
    search: () => Promise<readonly Option[]>,
  ): Promise<readonly Option[]> {
    const key = `${scope}:${text}`
    const cached = cache.get(key)
    if (cached && device.now() - cached.at < MAX_AGE_MS) return cached.results as readonly Option[] // Stored by the same scope.
    const results = await search()
    cache.set(key, { at: device.now(), results })
    return results
  }
  return { find }
})
