import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import { isBadCodeRefusal, isCode } from '../../../access/oauth-code.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import {
  countUncheckedAdmissions,
  UNCHECKED_ADMISSION_ALARM,
  UNCHECKED_ADMISSION,
} from '../../../kernel/unchecked-admission-queries.ts'
import { isAccountSuspended } from '../../../directory/suspension-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { GaugeSource } from '../../../ports/gauge-source.ts'
import { findOpenCaseOf, lockCase } from '../cases/case-queries.ts'
import { recordCase } from '../cases/record-case.ts'

/** The code that WeCom expects back is older than five minutes, or of another person (doc 99499). */
const BAD_TFA_CODE = 40207

/**
 * The person at WeCom's second factor and the code that WeCom expects back within five minutes (doc 99499). It admits
 * no one without this app's access token.
 */
export type PendingSecondFactor = { userid: string; tfaCode: string }

export type SecondFactor =
  | { outcome: 'passed' | 'refused' | 'stale' | 'unavailable' }
  /** WeCom refused for another cause than the code: an admin has to act. */
  | { outcome: 'wecom_refused'; errcode: number }
  | { outcome: 'sign'; policyId: PolicyId; pending: PendingSecondFactor }

/**
 * Why a person who may have had something to sign was admitted: pending policies could not be read, or not in time; or
 * WeCom did not identify the person. Nothing else admits without a check. Stored in the audit: append, never rename.
 */
type AdmissionReason = 'error' | 'time_out' | 'sign_in'

/** Time allowed for reading pending policies: WeCom gives up on a page sooner than people do. */
const TIMEOUT_MS = 2_000

/**
 * Dependencies of WeCom's second factor (二次验证). `findPendingPolicy` returns the policy that the person has to sign before
 * admission; null: none.
 */
export type AccessGateDeps = PassDeps & {
  findPendingPolicy(db: Database, userid: string): Promise<RequiredSignature | null>
}
type PassDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom'>

/**
 * Decides WeCom's second factor, where the company configured it. A person whose device was reported lost is refused,
 * whatever WeCom does about signed-in clients. A person with an unsigned policy that is required before use has to
 * sign it first. All others are admitted.
 */
export function answerSecondFactor(deps: AccessGateDeps, code: string, timeoutMs = TIMEOUT_MS): Promise<SecondFactor> {
  if (!isCode(code)) return Promise.resolve({ outcome: 'stale' })
  return mapWecomErrors(deps, async () => decide(deps, await deps.wecom.secondFactorOf(code), timeoutMs))
}

/** Decides again after the person returns from signing. */
export const resumeSecondFactor = (deps: AccessGateDeps, pending: PendingSecondFactor, timeoutMs = TIMEOUT_MS) =>
  mapWecomErrors(deps, () => decide(deps, pending, timeoutMs))

/** Admits a person who cannot sign because WeCom does not identify them at sign-in. */
export const passUnidentified = (deps: PassDeps, pending: PendingSecondFactor): Promise<SecondFactor> =>
  mapWecomErrors(deps, async () => (await refuseIfLocked(deps, pending)) ?? (await pass(deps, pending, 'sign_in')))

async function decide(deps: AccessGateDeps, pending: PendingSecondFactor, timeoutMs: number): Promise<SecondFactor> {
  const refused = await refuseIfLocked(deps, pending)
  if (refused) return refused
  const required = await findRequiredInTime(deps, pending.userid, timeoutMs)
  if (required === null || typeof required === 'string') return pass(deps, pending, required)
  return { outcome: 'sign', policyId: required.policyId, pending }
}

/** Refuses a person whose account is suspended, and records it. Null: the account is not suspended. */
async function refuseIfLocked(
  deps: Pick<Deps, 'clock' | 'db' | 'ids'>,
  { userid }: PendingSecondFactor,
): Promise<SecondFactor | null> {
  if (!(await isAccountSuspended(deps.db, userid))) return null
  await recordRefusal(deps, userid)
  return { outcome: 'refused' }
}

async function findRequiredInTime({ db, log, findPendingPolicy }: AccessGateDeps, userid: string, timeoutMs: number) {
  let timer: NodeJS.Timeout | undefined
  const timeout = new Promise<'time_out'>((resolve) => {
    timer = setTimeout(() => resolve('time_out'), timeoutMs)
  })
  try {
    return await Promise.race([findPendingPolicy(db, userid), timeout])
  } catch (error) {
    log.error({ err: error, userid }, 'the pending policies of a member could not be read')
    return 'error' as const
  } finally {
    clearTimeout(timer)
  }
}

async function pass(
  deps: PassDeps,
  { userid, tfaCode }: PendingSecondFactor,
  why: AdmissionReason | null,
): Promise<SecondFactor> {
  await deps.wecom.passSecondFactor(userid, tfaCode)
  if (why !== null) await recordUncheckedAdmission(deps, userid, why)
  return { outcome: 'passed' }
}

/** Records an admission without a check. The person is admitted already, so a failed write is only logged. */
async function recordUncheckedAdmission(
  { db, clock, log }: Pick<Deps, 'clock' | 'db' | 'log'>,
  userid: string,
  why: AdmissionReason,
): Promise<void> {
  log.warn({ userid, why }, 'passed the second factor without the check of pending policies')
  const at = clock.now()
  const row = { at, actor: 'system:gate', object: userid, details: { why } }
  try {
    await db.transaction((tx) => recordAudit(tx, { ...row, action: UNCHECKED_ADMISSION }))
    const admissions = await countUncheckedAdmissions(db, at)
    if (admissions >= UNCHECKED_ADMISSION_ALARM)
      log.error({ admissions }, 'the access gate admits people without a check')
  } catch (error) {
    log.error({ err: error, userid, why }, 'an unchecked admission was not written to the audit')
  }
}

async function mapWecomErrors({ log }: Pick<Deps, 'log'>, answer: () => Promise<SecondFactor>): Promise<SecondFactor> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof WecomUnreachableError) return { outcome: 'unavailable' }
    if (!(error instanceof WecomRefusedError)) throw error
    const { errcode } = error
    if (isBadCodeRefusal(error) || errcode === BAD_TFA_CODE) return { outcome: 'stale' }
    log.error({ err: error, errcode }, 'WeCom refuses the second factor')
    return { outcome: 'wecom_refused', errcode }
  }
}

/** Records the refusal in the case: a person is trying to sign in. */
const recordRefusal = (deps: Pick<Deps, 'clock' | 'db' | 'ids'>, userid: string): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const open = await findOpenCaseOf(tx, userid)
    const row = open && (await lockCase(tx, open.id))
    if (row && sameUserid(row.subjectId, userid)) await recordCase(deps, tx, row, 'second_factor_refused')
  })

/** Returns an alert metric: people whom the access gate admitted without a check. */
export const accessGateGauges = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): readonly GaugeSource[] => [
  {
    name: 'desk_gate_openings_last_hour',
    help: 'People admitted without a check in the last hour: their pending policies could not be read, or WeCom did not identify them',
    labels: [],
    read: async () => [{ value: await countUncheckedAdmissions(db, clock.now()) }],
  },
]
