import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { Deps } from '../../kernel/deps.ts'
import { countDirectory } from './health-queries.ts'

type Size = Awaited<ReturnType<typeof countDirectory>>

/** How long a size is shown in which nothing that the page shows has changed. */
const KEPT_MS = MINUTE_MS

/**
 * Keeps the number of members and departments, which takes longer to count the larger the company is. It is counted again when
 * what the page shows of the directory's changes, `shown`, differs, and after a minute.
 */
export function keptSize() {
  let kept: { shown: string; at: number; size: Size } | null = null
  return {
    async read({ db, clock }: Pick<Deps, 'db' | 'clock'>, shown: unknown): Promise<Size> {
      const [key, now] = [JSON.stringify(shown), clock.now().getTime()]
      if (kept?.shown === key && Math.abs(now - kept.at) < KEPT_MS) return kept.size
      const size = await countDirectory(db)
      kept = { shown: key, at: now, size }
      return size
    },
  }
}
export type KeptSize = ReturnType<typeof keptSize>
