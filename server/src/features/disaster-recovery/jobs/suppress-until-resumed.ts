import type { AfterRestore, Deps } from '../../../kernel/deps.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import { type Restored, restoreMarker } from '../../../outbox/restore-marker.ts'

type Suppression = { afterRestore: AfterRestore; refresh(): Promise<void> }

/**
 * Suppresses scheduled notifications of a restored database until ops resume the outbox: they were already sent before the
 * restore, so they are only recorded.
 */
export function suppressUntilResumed({ db }: Pick<Deps, 'db'>, restored: Restored | null): Suppression {
  let isSuppressing = restored !== null && restored.resumedAt === null
  return {
    afterRestore: { suppressesNotifications: () => isSuppressing, asksFirst: false },
    async refresh() {
      if (isSuppressing) isSuppressing = (await readSetting(db, restoreMarker)).value?.resumedAt === null
    },
  }
}
