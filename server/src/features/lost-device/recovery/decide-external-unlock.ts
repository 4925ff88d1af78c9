import type { MemberActor } from '@desk/shared/identity/actor'
import type { RequestId } from '@desk/shared/kernel/ids'
import type { LostCase } from '@desk/shared/lost-device/lost-device-schemas'
import { LostRefusedError } from '../lost-device-errors.ts'
import type { CaseDeps, CaseEffectDeps } from '../cases/case-deps.ts'
import { findLockRefusal } from '../report/lock-refusal.ts'
import { changeCase } from '../cases/change-case.ts'
import { concludeUnlock } from '../lock/complete-unlock.ts'
import { repeatLock } from '../lock/repeat-lock.ts'
import { lookAt } from '../jobs/detect-external-changes.ts'

type Command = { id: RequestId; version: number }

/** The account was enabled by no command of ours: locked once more, in one tap. */
export const relockCase = (deps: CaseDeps, actor: MemberActor, command: Command): Promise<LostCase> =>
  changeCase(deps, actor, { ...command, action: 'relock' }, async ({ tx, row }) => {
    const refusal = await findLockRefusal({ ...deps, db: tx }, row.subjectId, actor.userid)
    if (refusal) throw new LostRefusedError(refusal)
    return { command: null, type: 'lost_upheld', follow: (saved) => repeatLock(deps, tx, saved, actor) }
  })

/**
 * Or it was right: whoever enabled it was one person, this is the other, and he says how he made sure. WeCom is asked
 * before, so that nothing is called open that is shut again.
 */
export async function acceptExternalUnlock(
  deps: CaseEffectDeps,
  actor: MemberActor,
  { channel, ...command }: Command & { channel: 'phone' | 'in_person' | 'video' },
): Promise<LostCase> {
  await lookAt(deps, command.id)
  return changeCase(deps, actor, { ...command, action: 'accept' }, async ({ tx, now }) => ({
    command: 'accept',
    type: 'undoing_accepted',
    patch: { unlockedAt: now, trouble: null },
    details: { note: channel },
    follow: (saved) => concludeUnlock(deps, tx, saved),
  }))
}
