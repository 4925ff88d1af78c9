import type { Deps } from '../kernel/deps.ts'
import type { WecomMember } from '../ports/wecom.ts'
import { upsertMember } from './actor-queries.ts'

/** Syncs one member from WeCom's data in a separate transaction. Ends their sessions when the account is disabled. */
export const refreshMember = (deps: Pick<Deps, 'db' | 'clock' | 'emit'>, member: WecomMember): Promise<string> =>
  deps.db.transaction((tx) => upsertMember(deps, tx, member, deps.clock.now()))
