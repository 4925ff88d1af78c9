import { and, eq, exists, gte, isNotNull, isNull, ne, or, type SQL, sql } from 'drizzle-orm'
import type { PgColumn } from 'drizzle-orm/pg-core'
import type { Tx } from '../../db/database.ts'
import {
  accountClosings,
  apiKeys,
  chatGroups,
  confirmationCampaigns,
  notices,
  partners,
} from '../../db/schema/index.ts'

/**
 * Returns the SQL condition for notices that are kept, because a repeated job reads them to notify only once while
 * something lasts: an open campaign, a stopped key, a partner without a sponsor or one whose contract ends, and an account
 * that another system repeatedly enables, as the time of the last disabling shows. The home page reads the notice that asks
 * an owner to appoint a deputy.
 */
export function isStillNeeded(tx: Tx, cutOff: Date): SQL {
  const object = sql`split_part(${notices.objectId}, ':', 1)`
  const openCampaign = tx
    .select({ id: confirmationCampaigns.id })
    .from(confirmationCampaigns)
    .where(and(isNull(confirmationCampaigns.endedAt), eq(confirmationCampaigns.id, object)))
  const usableKey = tx
    .select({ id: apiKeys.id })
    .from(apiKeys)
    .where(and(isNull(apiKeys.revokedAt), eq(apiKeys.id, object)))
  const openContract = tx
    .select({ userid: partners.userid })
    .from(partners)
    .where(and(isNull(partners.endedAt), eq(partners.userid, object)))
  const endedContract = tx
    .select({ userid: partners.userid })
    .from(partners)
    .where(and(isNotNull(partners.endedAt), eq(partners.userid, object)))
  const endingContract = tx
    .select({ userid: partners.userid })
    .from(partners)
    .where(
      and(
        isNull(partners.endedAt),
        eq(partners.userid, object),
        eq(sql`${partners.endsOn}::text`, sql`split_part(${notices.objectId}, ':', 2)`),
      ),
    )
  const isLatelyDisabled = (at: PgColumn) => or(isNull(at), gte(at, cutOff))
  const disabledPartner = tx
    .select({ userid: partners.userid })
    .from(partners)
    .where(and(isNotNull(partners.endedAt), eq(partners.userid, object), isLatelyDisabled(partners.disabledAt)))
  const closedAccount = tx
    .select({ id: accountClosings.id })
    .from(accountClosings)
    .where(
      and(
        isNull(accountClosings.endedAt),
        eq(accountClosings.id, object),
        isLatelyDisabled(accountClosings.disabledAt),
      ),
    )
  const groupWithoutDeputy = tx
    .select({ id: chatGroups.id })
    .from(chatGroups)
    .where(and(isNull(chatGroups.deputyId), ne(chatGroups.state, 'gone'), eq(chatGroups.id, notices.groupId)))
  const asksForDeputy = sql`coalesce(${notices.asks} = 'group.deputy_gone', false)`
  return sql`case ${notices.event} when 'confirm.asked' then ${exists(openCampaign)}
    when 'api_key.stopped' then ${exists(usableKey)} when 'partner.no_sponsor' then ${exists(openContract)}
    when 'partner.enabled_outside' then ${exists(endedContract)}
    when 'partner.ending' then ${exists(endingContract)}
    when 'partner.disabled' then ${exists(disabledPartner)} when 'partner.disable_by_hand' then ${exists(disabledPartner)}
    when 'closing.enabled_outside' then ${exists(closedAccount)} when 'closing.by_hand' then ${exists(closedAccount)}
    when 'group.deputy' then ${asksForDeputy} and ${exists(groupWithoutDeputy)} else false end`
}
