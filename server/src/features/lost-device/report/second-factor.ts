import type { RequiredSignature } from '@desk/shared/policies/required-signature'
import type { PolicyId } from '@desk/shared/kernel/ids'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { Database } from '../../../db/database.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import {
  countUncheckedAdmissions,
  UNCHECKED_ADMISSION_ALARM,
  UNCHECKED_ADMISSION,
} from '../../../kernel/unchecked-admission-queries.ts'
import { isAccountLocked } from '../../../directory/locked-account-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { findOpenCaseOf, lockCase } from '../cases/case-queries.ts'
import { recordCase } from '../cases/record-case.ts'

/** At most 512 bytes (doc 91022), of signs that need no escaping. */
const CODE = /^[\x21-\x7e]{1,512}$/

/** Who stands before WeCom, and what WeCom wants to hear back within five minutes (doc 99499). Opens nothing without our token. */
export type Waiting = { userid: string; tfaCode: string }

export type SecondFactor =
  | { outcome: 'passed' | 'refused' | 'stale' | 'unavailable' }
  | { outcome: 'sign'; policyId: PolicyId; waiting: Waiting }

/**
 * Why somebody passed who may have had something to sign: what they owe could not be read, or not in time; WeCom did not
 * say who they are. Nothing else opens. Stored in the audit: append, never rename.
 */
type WhyOpen = 'error' | 'time_out' | 'sign_in'

/** WeCom gives up on a page sooner than people do. */
const PATIENCE_MS = 2_000

/** What WeCom's 二次验证 takes: beside the usual, what this person has to sign before it lets them in; null: nothing. */
export type GateDeps = PassDeps & { owedAtGate(db: Database, userid: string): Promise<RequiredSignature | null> }
type PassDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'log' | 'wecom'>

/**
 * WeCom asks us before it lets a client in, where the company configured that. Whose device was reported lost stays
 * outside, whatever WeCom does about the clients that are signed in. Who owes a signature that the company put before use
 * is led there first. Everybody else passes.
 */
export function answerSecondFactor(deps: GateDeps, code: string, timeoutMs = PATIENCE_MS): Promise<SecondFactor> {
  if (!CODE.test(code)) return Promise.resolve({ outcome: 'stale' })
  return asked(async () => decide(deps, await deps.wecom.secondFactorOf(code), timeoutMs))
}

/** The same again, for who comes back from signing. */
export const resumeSecondFactor = (deps: GateDeps, waiting: Waiting, timeoutMs = PATIENCE_MS) =>
  asked(() => decide(deps, waiting, timeoutMs))

/** Who has to sign cannot, since WeCom does not say at the sign-in who they are. */
export const passUnidentified = (deps: PassDeps, waiting: Waiting): Promise<SecondFactor> =>
  asked(async () => (await isLocked(deps, waiting)) ?? (await pass(deps, waiting, 'sign_in')))

async function decide(deps: GateDeps, waiting: Waiting, timeoutMs: number): Promise<SecondFactor> {
  const refused = await isLocked(deps, waiting)
  if (refused) return refused
  const owed = await owedInTime(deps, waiting.userid, timeoutMs)
  if (owed === null || typeof owed === 'string') return pass(deps, waiting, owed)
  return { outcome: 'sign', policyId: owed.policyId, waiting }
}

async function isLocked(deps: Pick<Deps, 'clock' | 'db' | 'ids'>, { userid }: Waiting): Promise<SecondFactor | null> {
  if (!(await isAccountLocked(deps.db, userid))) return null
  await noteRefusal(deps, userid)
  return { outcome: 'refused' }
}

async function owedInTime({ db, log, owedAtGate }: GateDeps, userid: string, timeoutMs: number) {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'time_out'>((resolve) => {
    timer = setTimeout(() => resolve('time_out'), timeoutMs)
  })
  try {
    return await Promise.race([owedAtGate(db, userid), late])
  } catch (error) {
    log.error({ err: error, userid }, 'what somebody owes could not be read')
    return 'error' as const
  } finally {
    clearTimeout(timer)
  }
}

async function pass(deps: PassDeps, { userid, tfaCode }: Waiting, why: WhyOpen | null): Promise<SecondFactor> {
  await deps.wecom.passSecondFactor(userid, tfaCode)
  if (why !== null) await noteOpen(deps, userid, why)
  return { outcome: 'passed' }
}

/** They are in already: that this cannot be written down changes nothing for them. */
async function noteOpen(
  { db, clock, log }: Pick<Deps, 'clock' | 'db' | 'log'>,
  userid: string,
  why: WhyOpen,
): Promise<void> {
  log.warn({ userid, why }, 'passed the second factor without what may be owed')
  const at = clock.now()
  const row = { at, actor: 'system:gate', action: UNCHECKED_ADMISSION, object: userid, details: { why } }
  try {
    await db.transaction((tx) => recordAudit(tx, row))
    const openings = await countUncheckedAdmissions(db, at)
    if (openings >= UNCHECKED_ADMISSION_ALARM) log.error({ openings }, 'the access gate lets people in unchecked')
  } catch (error) {
    log.error({ err: error, userid, why }, 'not in the audit')
  }
}

async function asked(answer: () => Promise<SecondFactor>): Promise<SecondFactor> {
  try {
    return await answer()
  } catch (error) {
    if (error instanceof WecomUnreachableError) return { outcome: 'unavailable' }
    if (error instanceof WecomRefusedError) return { outcome: 'stale' }
    throw error
  }
}

/** Somebody is at it: worth a line in the case. */
const noteRefusal = (deps: Pick<Deps, 'clock' | 'db' | 'ids'>, userid: string): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const open = await findOpenCaseOf(tx, userid)
    const row = open && (await lockCase(tx, open.id))
    if (row && sameUserid(row.subjectId, userid)) await recordCase(deps, tx, row, 'second_factor_refused')
  })
