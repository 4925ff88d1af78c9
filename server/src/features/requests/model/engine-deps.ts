import type { PolicyVersionId } from '@desk/shared/kernel/ids'
import type { ReadFirst } from '@desk/shared/policies/read-first'
import type { Database } from '../../../db/database.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { KindRegistry } from './request-kind.ts'

/** What the engine's use cases need beside the usual. */
export type EngineDeps = Deps & {
  kinds: KindRegistry
  /** What this person has to sign before he submits anything; null: nothing. */
  readFirst(db: Database, userid: string): Promise<ReadFirst | null>
  /** What this person has to sign before WeCom's 二次验证 lets him in; null: nothing. */
  owedAtGate(db: Database, userid: string): Promise<ReadFirst | null>
  /** Remembers when somebody first had a version before him that he is to sign. Nobody waits for it. */
  noteOpening(opening: { versionId: PolicyVersionId; userid: string; openedAt: Date }): void
}
