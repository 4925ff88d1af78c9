import { PARTNER_NOTICE_DAYS } from '@desk/shared/accounts/partner-schemas'
import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { daysBetween } from '@desk/shared/kernel/working-calendar'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { findMemberRow, lockMember } from '../../../../access/actor-queries.ts'
import { today } from '../../../../access/grant-conditions.ts'
import type { Tx } from '../../../../db/database.ts'
import { recordAudit } from '../../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../../kernel/deps.ts'
import { mail, type MailingDeps } from '../../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../../access/role-holder-queries.ts'
import { partnerText } from '../change-account.ts'
import { closeAccount } from '../end-contract.ts'
import { type ListedPartner, listEndedContracts, listToNotify, lockPartner } from '../partner-queries.ts'
import type { PartnerDeps } from '../set-partner.ts'

const watcher: SystemActor = { kind: 'system', job: 'partner.contracts' }
const BATCH = 200

/**
 * Looks at the contracts of partners: 30, 7 and 1 days before the last day their sponsor is asked whether it goes on; after it
 * the account is disabled, whether or not anybody answered. HR is told of a partner without a contract, and of a sponsor
 * who is gone. Runs every few minutes; each message is sent once.
 */
export async function watchContracts(deps: PartnerDeps & MailingDeps): Promise<void> {
  const day = today(deps)
  for (const userid of await listEndedContracts(deps.db, day, BATCH)) await endOne(deps, userid, day)
  const due = await listToNotify(deps.db, day, BATCH)
  if (due.length === 0) return
  const hr = await hrOf(deps)
  for (const row of due) await notifyOne(deps, row, day, hr)
}

/** Returns HR; without one, the management department. */
async function hrOf(deps: Pick<Deps, 'db' | 'clock' | 'site'>): Promise<string[]> {
  const hr = await listRoleHolders(deps, 'hr')
  return hr.length > 0 ? hr : listRoleHolders(deps, 'ops', 'ops_lead')
}

async function endOne(deps: PartnerDeps, userid: string, day: string): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    await lockMember(tx, userid)
    const partner = await lockPartner(tx, userid)
    // Renewed, or ended by another instance.
    if (!member || !partner || partner.endsOn === null || partner.endsOn >= day || partner.endedAt !== null) return
    await closeAccount(deps, tx, {
      partner,
      member,
      endsOn: partner.endsOn,
      by: actorName(watcher),
    })
  })
}

/** Returns the latest notice that is due: 30, 7 or 1 days before the end. */
const stageOf = (daysLeft: number): number | null =>
  PARTNER_NOTICE_DAYS.filter((days) => daysLeft <= days).reduce<number | null>(
    (least, days) => (least === null || days < least ? days : least),
    null,
  )

async function notifyOne(
  deps: PartnerDeps & MailingDeps,
  { partner, userid, hasSponsor }: ListedPartner,
  day: string,
  hr: readonly string[],
): Promise<void> {
  const tell = (
    tx: Tx,
    event: 'partner.unregistered' | 'partner.no_sponsor' | 'partner.ending',
    key: string,
    message: Message,
  ) => sendMessage(deps, tx, { event, key, userid, ...message })
  await deps.db.transaction(async (tx) => {
    const now = await lockPartner(tx, userid)
    if (now?.endsOn !== partner.endsOn || now.endedAt !== null) return
    if (partner.endsOn === null)
      return tell(tx, 'partner.unregistered', userid.toLowerCase(), { userids: hr, values: {} })
    if (!hasSponsor) {
      const key = `${userid.toLowerCase()}:${partner.sponsor ?? ''}`
      await tell(tx, 'partner.no_sponsor', key, { userids: hr, values: {} })
    }
    const daysLeft = daysBetween(day, partner.endsOn)
    const stage = stageOf(daysLeft)
    if (stage === null || now.closeAt !== null) return
    const userids = hasSponsor && partner.sponsor !== null ? [partner.sponsor] : hr
    const values = { days: String(daysLeft), day: partner.endsOn }
    await tell(tx, 'partner.ending', `${userid.toLowerCase()}:${partner.endsOn}:${String(stage)}`, { userids, values })
  })
}

type Message = { userids: readonly string[]; values: Readonly<Record<string, string>> }

async function sendMessage(
  deps: MailingDeps,
  tx: Tx,
  message: Message & {
    event: 'partner.unregistered' | 'partner.no_sponsor' | 'partner.ending'
    key: string
    userid: string
  },
): Promise<void> {
  const { event, key, userid, userids, values } = message
  const card = { ...(await partnerText(tx, event, userid, values)), path: pagePaths.partner(userid) }
  const told = await mail(deps, tx, { key: `${event}:${key}`, userids, card })
  if (told.length === 0) return
  const details = { event, ...values }
  await recordAudit(tx, {
    at: deps.clock.now(),
    actor: actorName(watcher),
    action: 'partner.told',
    object: userid,
    details,
  })
}
