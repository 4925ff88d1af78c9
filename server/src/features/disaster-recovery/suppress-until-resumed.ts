import type { AfterRestore, Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { type Restored, restoreMarker } from '../../outbox/restore-marker.ts'

type Quiet = { afterRestore: AfterRestore; look(): Promise<void> }

/**
 * What falls due by the clock before ops let a restored database send again fell due before, and people were told of it:
 * it is booked, and nobody hears of it anew.
 */
export function suppressUntilResumed({ db }: Pick<Deps, 'db'>, restored: Restored | null): Quiet {
  let isQuiet = restored !== null && restored.resumedAt === null
  return {
    afterRestore: { isQuiet: () => isQuiet, asksFirst: false },
    async look() {
      if (isQuiet) isQuiet = (await readSetting(db, restoreMarker)).value?.resumedAt === null
    },
  }
}
