import { sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../../db/database.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { type GroupRow, saveGroup } from '../model/group-queries.ts'
import { charterDue, requestSignature } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

/** Set by migration 0034 for groups that became unsigned: their owner was not asked to sign yet. */
const NOT_REQUESTED = -1

/**
 * Escalates an unsigned charter: after two working days to the deputy, after two more to the department's admin, then
 * to the management department. Only owner and deputy can sign: the others make sure that one of them does, or that
 * another deputy is appointed. A group without an owner waits for one first.
 *
 * A declared group that nobody has accepted after two working days is escalated to the management department at once.
 */
export async function escalateCharter(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  const now = deps.clock.now()
  const { state, charterDueAt, charterEscalationStep } = group
  if ((state !== 'charter' && state !== 'declared') || charterDueAt === null || charterDueAt >= now) return
  if (state === 'charter' && group.vacantSince !== null) return
  const nextDueAt = await charterDue(deps, tx, now)
  if (charterEscalationStep === NOT_REQUESTED) {
    await requestSignature(deps, tx, await saveGroup(tx, group, { charterEscalationStep: 0, charterDueAt: nextDueAt }))
    return
  }
  const policy = await escalationPolicyOf(deps, tx, group)
  // A step without people is skipped.
  const next = policy.findIndex((people, index) => index >= charterEscalationStep && people.length > 0)
  const step = next < 0 ? policy.length : next + 1
  await saveGroup(tx, group, { charterEscalationStep: step, charterDueAt: step < policy.length ? nextDueAt : null })
  await notifyStep(deps, tx, group, step, policy[step - 1] ?? [])
  const actor = 'system:groups.round'
  await recordAudit(tx, { at: now, actor, action: 'group.charter_late', object: group.id, details: { rung: step } })
}

async function escalationPolicyOf(deps: DayDeps, tx: Tx, group: GroupRow): Promise<[string[], string[], string[]]> {
  const { state, deputyId, ownerId, departmentPath } = group
  const { admins, ops } = await holdersFor({ ...deps, db: tx }, departmentPath)
  const unique = (list: typeof ops) => [...new Set(list.map(({ userid }) => userid))]
  const others = (list: typeof ops) => unique(list).filter((userid) => !sameUserid(userid, ownerId))
  // A deputy cannot accept a declared group, and the admin was notified when it was declared.
  if (state === 'declared') return [[], [], others(ops)]
  return [deputyId === null ? [] : [deputyId], others(admins), unique(ops)]
}

async function notifyStep(deps: NoticeDeps, tx: Tx, group: GroupRow, step: number, userids: string[]): Promise<void> {
  const isDeclared = group.state === 'declared'
  const charterText = step === 1 ? 'group.charter_deputy' : 'group.charter_late'
  const people = await memberNames(tx, [group.ownerId])
  for (const userid of userids)
    await enqueueGroupNotice(deps, tx, {
      event: isDeclared ? 'group.declared' : 'group.charter',
      text: isDeclared ? 'group.declared' : charterText,
      groupId: group.id,
      userid,
      values: { name: group.name, owner: people(group.ownerId).name },
      again: `rung${String(step)}:${group.charterDueAt?.toISOString() ?? ''}`,
    })
}
