import { sameUserid } from '@desk/shared/kernel/ids'
import { isLockOrdered } from '../../../kernel/lock-orders-queries.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../../kernel/app-error.ts'
import type { EngineDeps } from '../../requests/engine-deps.ts'
import { findOpenCaseOf, lockCase } from './case-queries.ts'
import { recordCase } from './record-case.ts'

/** At most 512 bytes (doc 91022), of signs that need no escaping. */
const CODE = /^[\x21-\x7e]{1,512}$/

export type SecondFactor = 'passed' | 'refused' | 'stale' | 'unavailable'

/**
 * WeCom asks us before it lets a client in, where the company configured that. Everybody passes but whose device was
 * reported lost: that client stays outside, whatever WeCom does about the ones that are signed in.
 */
export async function answerSecondFactor(deps: EngineDeps, code: string): Promise<SecondFactor> {
  if (!CODE.test(code)) return 'stale'
  try {
    const { userid, tfaCode } = await deps.wecom.secondFactorOf(code)
    if (await isLockOrdered(deps.db, userid)) {
      await noteRefusal(deps, userid)
      return 'refused'
    }
    await deps.wecom.passSecondFactor(userid, tfaCode)
    return 'passed'
  } catch (error) {
    if (error instanceof WecomUnreachableError) return 'unavailable'
    if (error instanceof WecomRefusedError) return 'stale'
    throw error
  }
}

/** Somebody is at it: worth a line in the case. */
const noteRefusal = (deps: EngineDeps, userid: string): Promise<void> =>
  deps.db.transaction(async (tx) => {
    const open = await findOpenCaseOf(tx, userid)
    const row = open && (await lockCase(tx, open.id))
    if (row && sameUserid(row.subjectId, userid)) await recordCase(deps, tx, row, 'second_factor_refused')
  })
