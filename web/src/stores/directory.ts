import { defineStore } from 'pinia'
import { useDevice } from '../platform/device.ts'

/** Long enough to type, wipe and type again; short enough that nobody who left is found. */
const keptMs = 60_000

/** What was found in the directory, for a minute: the same letters are not asked for twice, in whichever field. */
export const useDirectoryStore = defineStore('directory', () => {
  const device = useDevice()
  const found = new Map<string, { at: number; hits: readonly unknown[] }>()

  /** `where` names who is searched, and by which right: what one search may find is not what another may. */
  async function find<Hit>(where: string, text: string, look: () => Promise<readonly Hit[]>): Promise<readonly Hit[]> {
    const key = `${where}:${text}`
    const known = found.get(key)
    if (known && device.now() - known.at < keptMs) return known.hits as readonly Hit[] // Of the same search.
    const hits = await look()
    found.set(key, { at: device.now(), hits })
    return hits
  }
  return { find }
})
