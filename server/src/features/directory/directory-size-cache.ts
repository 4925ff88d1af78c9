import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../kernel/deps.ts'
import { countDirectory } from './health-queries.ts'

type Size = Awaited<ReturnType<typeof countDirectory>>

/** How long a size is cached while the page shows no change of the directory. */
const CACHED_MS = MINUTE_MS

/**
 * Caches the number of members and departments, which takes longer to count the larger the company is. They are counted again
 * after a minute, or when `shown`, what the page shows of the directory's changes, differs.
 */
export function createSizeCache() {
  let cached: { shown: string; at: number; size: Size } | null = null
  return {
    async read({ db, clock }: Pick<Deps, 'db' | 'clock'>, shown: unknown): Promise<Size> {
      const [key, now] = [JSON.stringify(shown), clock.now().getTime()]
      if (cached?.shown === key && Math.abs(now - cached.at) < CACHED_MS) return cached.size
      const size = await countDirectory(db)
      cached = { shown: key, at: now, size }
      return size
    },
  }
}
export type SizeCache = ReturnType<typeof createSizeCache>
