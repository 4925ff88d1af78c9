import type { Tx } from '../../../db/database.ts'
import { findMemberRow, upsertMember } from '../../../access/actor-queries.ts'
import { DISABLED } from '../../../directory/member-drift.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { hasSecondWriter } from '../../../kernel/second-writer-setting.ts'
import { MINUTE_MS, SECOND_MS } from '@desk/shared/kernel/durations'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import { settingCauses } from '@desk/shared/outbox/setting-causes'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { needsPeople } from '../../../outbox/classify-failure.ts'
import { JobDeferredError } from '../../../outbox/job-deferred-error.ts'
import { type Checkpoint, type JobHandler, noWrites } from '../../../outbox/run-job.ts'
import type { WecomMember } from '../../../ports/wecom.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import { useridOf } from './partner-jobs.ts'
import { findPartner, lockPartner, type PartnerRow, updatePartner } from './partner-queries.ts'

export type ChangeDeps = MailingDeps & Pick<Deps, 'db' | 'site' | 'wecom' | 'emit' | 'failPoints' | 'clock'>

/** Trouble code: WeCom accepted the call, and the app cannot read the account. */
const NOT_VISIBLE = 'not_visible'
/** How long after a call that WeCom accepted the account is read again. */
const READ_AGAIN_MS = 30 * SECOND_MS
/** How often the account is read while people change it in the console. */
const MANUAL_READ_MS = 5 * MINUTE_MS

/**
 * Disables the account of a partner whose contract ended: `enable:0`, then the read-back until WeCom shows the status
 * "disabled". Every try begins with reading, so that a lost answer leads to no second call. Only the read-back counts.
 */
export const disableHandler = (deps: ChangeDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const userid = useridOf(job.payload)
    const partner = await findPartner(deps.db, userid)
    if (!isToDisable(partner)) return noWrites
    const read = () => readMember(deps, userid)
    let member = await read()
    if (member === null && (await isGone(deps, partner, userid)))
      return (tx) => updatePartner(tx, userid, { trouble: 'gone' })
    const isSent =
      member?.status !== DISABLED && (await attempt(deps, { partner, userid, isEnabled: false }, checkpoint))
    if (isSent) member = await read()
    deps.failPoints.hit('partner.read_back')
    if (member?.status === DISABLED) return (tx) => confirmDisabled(deps, tx, userid, member)
    // The contract was renewed: the renewal is applied after this job.
    if (!isToDisable(await findPartner(deps.db, userid))) return noWrites
    if (isSent && member === null) await checkpoint((tx) => updatePartner(tx, userid, { trouble: NOT_VISIBLE }))
    throw await readLater(deps, userid)
  },
  async isDone(job) {
    return (await deps.wecom.findMember(useridOf(job.payload)))?.status === DISABLED
  },
})

/** Enables the account of a partner whose contract was renewed after its end, unless it is suspended for another cause. */
export const enableHandler = (deps: ChangeDeps): JobHandler => ({
  async handle(job, checkpoint) {
    const userid = useridOf(job.payload)
    if (await isAccountSuspended(deps.db, userid)) return (tx) => updatePartner(tx, userid, { isEnabling: false })
    const partner = await findPartner(deps.db, userid)
    const read = () => readMember(deps, userid)
    let member = await read()
    if (member === null && (await isGone(deps, partner, userid)))
      return (tx) => updatePartner(tx, userid, { isEnabling: false, trouble: 'gone' })
    const isToSend = member === null || member.status === DISABLED
    const isSent = isToSend && (await attempt(deps, { partner, userid, isEnabled: true }, checkpoint))
    if (isSent) member = await read()
    deps.failPoints.hit('partner.read_back')
    if (member !== null && member.status !== DISABLED) return (tx) => confirmEnabled(deps, tx, userid, member)
    if (isSent && member === null) await checkpoint((tx) => updatePartner(tx, userid, { trouble: NOT_VISIBLE }))
    throw await readLater(deps, userid)
  },
  async isDone(job) {
    const member = await deps.wecom.findMember(useridOf(job.payload))
    return member !== null && member.status !== DISABLED
  },
})

const isToDisable = (partner: PartnerRow | null): partner is PartnerRow =>
  partner !== null && partner.endedAt !== null && partner.disabledAt === null

/** Reads the account; null: the app does not see it, and may still be allowed to change it. */
const readMember = ({ wecom }: ChangeDeps, userid: string): Promise<WecomMember | null> =>
  wecom.findMember(userid).catch(unlessPeopleAct(null))

/** Returns a handler of errors that returns `value` where WeCom refuses until people act. */
const unlessPeopleAct =
  <Value>(value: Value) =>
  (error: unknown): Value => {
    if (needsPeople(error)) return value
    throw error
  }

/**
 * Returns whether an account that the app does not see does not exist. Where WeCom does not tell, it counts as gone once
 * people were asked to change it in the console. While WeCom refuses the call it counts as existing: people are asked.
 */
async function isGone({ wecom }: ChangeDeps, partner: PartnerRow | null, userid: string): Promise<boolean> {
  const exists = await wecom.hasAccount(userid).catch(unlessPeopleAct(true))
  const wasAsked = partner !== null && partner.trouble !== null && partner.trouble !== NOT_VISIBLE
  return exists === false || (exists === null && wasAsked)
}

/** A change of an account; `isEnabled`: the state that it is to have. */
type Change = { partner: PartnerRow | null; userid: string; isEnabled: boolean }

/**
 * Sends the change to WeCom. Returns false if people have to make it in the console. Where the cause is a setting, such as the
 * secret, the call is tried each time, and succeeds once the setting is corrected.
 */
async function attempt(deps: ChangeDeps, change: Change, checkpoint: Checkpoint): Promise<boolean> {
  const { partner, userid, isEnabled } = change
  if (partner !== null && partner.trouble !== null && !settingCauses.includes(partner.trouble)) return false
  if (!deps.site.hasContactsSecret) {
    await checkpoint((tx) => requireManualChange(deps, tx, change, 'no_contacts_secret'))
    return false
  }
  await checkpoint(async (tx) => {
    await refuseOutdated(deps, tx, change)
    await updatePartner(tx, userid, { triedAt: deps.clock.now() })
  })
  deps.failPoints.hit('partner.intent_stored')
  try {
    await deps.wecom.setMemberEnabled(userid, isEnabled)
  } catch (error) {
    // The next attempt would be refused too: people make the change in the console, and the status check continues.
    if (!needsPeople(error)) throw error
    await checkpoint((tx) => requireManualChange(deps, tx, change, String(error.errcode)))
    return false
  }
  deps.failPoints.hit('partner.called')
  return true
}

/** Throws when the account was suspended, or the contract renewed, after the job began: the next attempt sees it. */
async function refuseOutdated({ clock }: ChangeDeps, tx: Tx, { userid, isEnabled }: Change): Promise<void> {
  const partner = await lockPartner(tx, userid)
  const isOutdated = isEnabled ? await isAccountSuspended(tx, userid) : !isToDisable(partner)
  if (isOutdated) throw new JobDeferredError('went_on', clock.now())
}

/** Returns the error with which the job is deferred until the next read. */
async function readLater({ db, clock }: ChangeDeps, userid: string): Promise<JobDeferredError> {
  const partner = await findPartner(db, userid)
  const isManual = partner !== null && partner.trouble !== null
  const delay = isManual ? MANUAL_READ_MS : READ_AGAIN_MS
  return new JobDeferredError('not_confirmed', new Date(clock.now().getTime() + delay))
}

/** Notifies the management department of what to change in the console, once for each change. */
async function requireManualChange(deps: ChangeDeps, tx: Tx, change: Change, trouble: string): Promise<void> {
  const { userid, isEnabled } = change
  await refuseOutdated(deps, tx, change)
  const partner = await findPartner(tx, userid)
  if (partner?.trouble === trouble) return
  await updatePartner(tx, userid, { trouble })
  const event = isEnabled ? 'partner.enable_by_hand' : 'partner.disable_by_hand'
  const userids = await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead')
  const card = { ...(await partnerText(tx, event, userid, {})), path: pagePaths.partner(userid) }
  // The stored trouble prevents a second notice. An account that another system enables every night is reported once.
  const isOnce = partner === null || (await hasSecondWriter(tx))
  const keySuffix = isOnce ? '' : `:${deps.clock.now().toISOString()}`
  const key = `${event}:${userid.toLowerCase()}:${partner?.endsOn ?? ''}${keySuffix}` as const
  await sendCardOnce(deps, tx, { key, userids, card })
}

async function confirmDisabled(deps: ChangeDeps, tx: Tx, userid: string, member: WecomMember): Promise<void> {
  const at = deps.clock.now()
  // Lock order, as everywhere: members first.
  await upsertMember(deps, tx, member, at)
  const partner = await lockPartner(tx, userid)
  if (!isToDisable(partner)) return
  await updatePartner(tx, userid, { disabledAt: at, trouble: null })
  const details = { status: member.status, endsOn: partner.endsOn }
  await recordAudit(tx, { at, actor: 'system:partner.disable', action: 'partner.disabled', object: userid, details })
  const hr = await listRoleHolders({ ...deps, db: tx }, 'hr')
  const ops = hr.length > 0 ? [] : await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead')
  const userids = [...new Set([...(partner.sponsor === null ? [] : [partner.sponsor]), ...hr, ...ops])]
  const card = { ...(await partnerText(tx, 'partner.disabled', userid, {})), path: pagePaths.partner(userid) }
  // One notice per end of a contract: an account that was enabled elsewhere is disabled again without another one.
  const end = String(partner.endedAt?.getTime())
  await sendCardOnce(deps, tx, { key: `partner.disabled:${userid.toLowerCase()}:${end}`, userids, card })
}

async function confirmEnabled(deps: ChangeDeps, tx: Tx, userid: string, member: WecomMember): Promise<void> {
  const at = deps.clock.now()
  await upsertMember(deps, tx, member, at)
  await lockPartner(tx, userid)
  await updatePartner(tx, userid, { isEnabling: false, trouble: null })
  const details = { status: member.status }
  await recordAudit(tx, { at, actor: 'system:partner.enable', action: 'partner.enabled', object: userid, details })
}

/** Returns the text of a message about a partner. */
export async function partnerText(
  tx: Tx,
  event: MessageTextName,
  userid: string,
  values: Readonly<Record<string, string>>,
) {
  const partner = await findPartner(tx, userid)
  const name = (await findMemberRow(tx, userid))?.name ?? userid
  return textOf({ db: tx }, event, { name, company: partner?.company ?? '', ...values })
}
