import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { WecomError } from '../../../kernel/app-error.ts'
import { LostRefusedError } from '../lost-device-errors.ts'
import type { CaseDeps, CaseEffectDeps } from '../cases/case-deps.ts'
import { findLockRefusal } from '../report/lock-refusal.ts'
import { advanceCase, changeCase } from '../cases/change-case.ts'
import { moveCase } from '../cases/record-case.ts'
import { completeUnlock } from '../lock/complete-lock.ts'
import { repeatLock } from '../lock/request-lock.ts'
import { refreshAccountState } from '../jobs/detect-external-changes.ts'

type Command = { id: RequestId; version: number }

/**
 * Locks an account again that was enabled outside this app.
 * @throws LostRefusedError when the account may not be locked
 */
export const relockCase = (deps: CaseDeps, caller: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, caller, { ...command, action: 'relock' }, async ({ deps: txDeps, tx, row, actor }) => {
    const refusal = await findLockRefusal(txDeps, row.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
    await repeatLock(deps, tx, await moveCase(deps, tx, row, {}, 'lost_upheld', { actor }), actor)
  })

/**
 * Accepts that the account was enabled outside this app. The actor is a second person and states how they verified the
 * owner (`channel`). Reads WeCom first, so that an account that was disabled again is not accepted as enabled.
 * @throws WecomError when the account cannot be read
 * @throws LostRefusedError `not_shown` when WeCom does not show the account to the app
 */
export async function acceptExternalUnlock(
  deps: CaseEffectDeps,
  caller: MemberActor,
  { channel, ...command }: Command & { channel: 'phone' | 'in_person' | 'video' },
): Promise<LostCase> {
  const reading = await refreshAccountState(deps, command.id)
  return changeCase(deps, caller, { ...command, action: 'accept' }, async (context) => {
    if (reading === 'not_shown') throw new LostRefusedError('not_shown')
    if (reading === 'unread') throw new WecomError('The state of the account cannot be read')
    const patch = { unlockedAt: context.now, trouble: null }
    const saved = await advanceCase(context, 'accept', 'undoing_accepted', { patch, note: channel })
    await completeUnlock(deps, context.tx, saved)
  })
}
