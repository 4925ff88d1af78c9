import type { Deps } from '../../kernel/deps.ts'
import type { KindRegistry } from './request-kind.ts'

/** What the engine's use cases need beside the usual. */
export type EngineDeps = Deps & {
  kinds: KindRegistry
  /** Tells the outbox worker of this instance that something was just committed. */
  wakeWorker(): void
}
