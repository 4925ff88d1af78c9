import type { Deps } from '../kernel/deps.ts'
import type { WecomMember } from '../ports/wecom.ts'
import { upsertMember } from './actor-queries.ts'

/**
 * Syncs one member from WeCom's data in a separate transaction. Ends their sessions if the account is no longer active.
 * Returns the userid in its stored spelling.
 */
export const refreshMember = (
  deps: Pick<Deps, 'db' | 'emit'>,
  { member, readAt }: { member: WecomMember; readAt: Date },
): Promise<string> => deps.db.transaction((tx) => upsertMember(deps, tx, member, readAt))
