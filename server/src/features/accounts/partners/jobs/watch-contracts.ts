import { PARTNER_NOTICE_DAYS } from '@desk/shared/accounts/partner-schemas'
import { actorName, type SystemActor } from '@desk/shared/identity/actor'
import { daysBetween, nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import { noticeKey } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { findMemberRow, lockMember } from '../../../../access/actor-queries.ts'
import { today } from '../../../../access/grant-conditions.ts'
import type { Tx } from '../../../../db/database.ts'
import { loadCalendar } from '../../../../kernel/calendar-queries.ts'
import { recordAudit } from '../../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../../kernel/deps.ts'
import { listKnownNotices } from '../../../notifications/mailing-queries.ts'
import { textOf } from '../../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../../access/role-holder-queries.ts'
import { partnerText } from '../change-account.ts'
import { disableAgain } from '../disable-again.ts'
import { closeAccount } from '../end-contract.ts'
import {
  type ContractedPartner,
  countUnregistered,
  listEnabledOutside,
  listEndedContracts,
  listToNotify,
  lockPartner,
  markUnregisteredNotified,
  type PartnerPosition,
} from '../partner-queries.ts'
import type { PartnerDeps } from '../set-partner.ts'

const watcher: SystemActor = { kind: 'system', job: 'partner.contracts' }
const BATCH = 200

type WatchDeps = PartnerDeps & MailingDeps & Pick<Deps, 'holidays'>

/**
 * Checks the contracts of partners: 30, 7 and 1 days before the last day their sponsor is asked whether it continues;
 * after it the account is disabled, whether or not anybody answered, and again when somebody enables it. HR is notified of
 * a sponsor who is gone, and of the number of partners without a contract when there are new ones. Runs every few minutes;
 * each message is sent once.
 */
export async function watchContracts(deps: WatchDeps): Promise<void> {
  const day = today(deps)
  for (const userid of await listEndedContracts(deps.db, day, BATCH)) await endContract(deps, userid, day)
  const hr = await listHrOrOps(deps)
  for (const userid of await listEnabledOutside(deps.db, BATCH))
    await deps.db.transaction((tx) => disableAgain(deps, tx, userid, hr))
  await notifyOfUnregistered(deps, hr)
  let after: PartnerPosition | null = null
  for (;;) {
    const page: ContractedPartner[] = await listToNotify(deps.db, day, { after, limit: BATCH })
    await notifyPage(deps, page, day, hr)
    const last = page.at(-1)
    if (!last || page.length < BATCH) return
    after = { isOver: false, ...last.partner }
  }
}

async function isQuiet(deps: WatchDeps): Promise<boolean> {
  const now = deps.clock.now()
  return nextTimeOutsideQuietHours(await loadCalendar(deps), now).getTime() > now.getTime()
}

/** Notifies HR of the number of partners without a contract, with one card for all new ones, outside quiet hours. */
async function notifyOfUnregistered(deps: WatchDeps, hr: readonly string[]): Promise<void> {
  const count = await countUnregistered(deps.db)
  if (count === 0 || hr.length === 0 || (await isQuiet(deps))) return
  const event = 'partner.unregistered'
  const now = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    if (!(await markUnregisteredNotified(tx, now))) return
    const card = {
      ...(await textOf({ db: tx }, event, { count: String(count) })),
      path: `${pagePaths.settingsPartners}?view=due`,
    }
    const notified = await sendCardOnce(deps, tx, { key: `${event}:${now.toISOString()}`, userids: hr, card })
    if (notified.length > 0) await recordNotified(deps, tx, 'partners', { event, count })
  })
}

/** Returns HR; without one, the management department. */
async function listHrOrOps(deps: Pick<Deps, 'db' | 'clock' | 'site'>): Promise<string[]> {
  const hr = await listRoleHolders(deps, 'hr')
  return hr.length > 0 ? hr : listRoleHolders(deps, 'ops', 'ops_lead')
}

/** Disables the account of a partner whose last day is over. */
async function endContract(deps: PartnerDeps, userid: string, day: string): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    await lockMember(tx, userid)
    const partner = await lockPartner(tx, userid)
    // The contract was renewed, or another instance ended it.
    if (!member || !partner || partner.endsOn === null || partner.endsOn >= day || partner.endedAt !== null) return
    await closeAccount(deps, tx, {
      partner,
      member,
      endsOn: partner.endsOn,
      by: actorName(watcher),
    })
  })
}

/** Returns the last of the notices that are due, 30, 7 or 1 days before the end; null: none is due yet. */
const stageOf = (daysLeft: number): number | null => PARTNER_NOTICE_DAYS.findLast((days) => daysLeft <= days) ?? null

type Message = {
  event: 'partner.no_sponsor' | 'partner.ending'
  /** Object of the notice: a recipient gets no second one about it. */
  object: string
  userids: readonly string[]
  values: Readonly<Record<string, string>>
}

/** Returns the messages that are due about a contract today. */
function messagesAbout({ partner, hasSponsor }: ContractedPartner, day: string, hr: readonly string[]): Message[] {
  const { userid, sponsor, endsOn } = partner
  const daysLeft = daysBetween(day, endsOn)
  const stage = partner.closeAt === null ? stageOf(daysLeft) : null
  const recipients = hasSponsor && sponsor !== null ? [sponsor] : hr
  return [
    ...(hasSponsor
      ? []
      : [{ event: 'partner.no_sponsor' as const, object: `${userid}:${sponsor ?? ''}`, userids: hr, values: {} }]),
    ...(stage === null
      ? []
      : [
          {
            event: 'partner.ending' as const,
            object: `${userid}:${endsOn}:${String(stage)}`,
            userids: recipients,
            values: { days: String(daysLeft), day: endsOn },
          },
        ]),
  ]
}

/** Notifies of the contracts of a page. One query finds those of which everybody was notified before. */
async function notifyPage(
  deps: WatchDeps,
  page: readonly ContractedPartner[],
  day: string,
  hr: readonly string[],
): Promise<void> {
  const due = page.map((row) => ({ row, messages: messagesAbout(row, day, hr) }))
  const keysOf = (messages: readonly Message[]) =>
    messages.flatMap(({ event, object, userids }) => userids.map((userid) => noticeKey(event, object, userid)))
  const sentKeys = await listKnownNotices(
    deps.db,
    due.flatMap(({ messages }) => keysOf(messages)),
  )
  for (const { row, messages } of due)
    if (keysOf(messages).some((key) => !sentKeys.has(key))) await notifyOfContract(deps, row, messages)
}

async function notifyOfContract(
  deps: WatchDeps,
  { partner, userid }: ContractedPartner,
  messages: readonly Message[],
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const locked = await lockPartner(tx, userid)
    // Decided, renewed or handed over meanwhile: the next run sees the current contract.
    if (!locked || locked.endsOn !== partner.endsOn || locked.sponsor !== partner.sponsor || locked.endedAt !== null)
      return
    if ((locked.closeAt === null) !== (partner.closeAt === null)) return
    for (const { event, object, userids, values } of messages) {
      const card = { ...(await partnerText(tx, event, userid, values)), path: pagePaths.partner(userid) }
      const notified = await sendCardOnce(deps, tx, { key: `${event}:${object}`, userids, card })
      if (notified.length > 0) await recordNotified(deps, tx, userid, { event, ...values })
    }
  })
}

const recordNotified = (
  { clock }: Pick<Deps, 'clock'>,
  tx: Tx,
  object: string,
  details: Readonly<Record<string, unknown>>,
): Promise<void> =>
  recordAudit(tx, { at: clock.now(), actor: actorName(watcher), action: 'partner.told', object, details })
