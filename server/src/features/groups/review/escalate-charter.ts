import { CHARTER_WORKING_DAYS } from '@desk/shared/groups/group-states'
import { sameUserid } from '@desk/shared/kernel/ids'
import { addWorkingMs } from '@desk/shared/kernel/working-calendar'
import type { Tx } from '../../../db/database.ts'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import type { GroupStepDeps } from '../model/group-deps.ts'
import type { DayDeps } from '../../../kernel/deps.ts'
import type { NoticeDeps } from '../../notifications/notice-deps.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { type GroupRow, saveGroup } from '../model/group-queries.ts'
import { askForSignature } from '../registry/register-group.ts'
import { enqueueGroupNotice } from '../notices/enqueue-group-notice.ts'

const WORKING_DAY_MS = 8 * 3_600_000

/** On which rung of the ladder the owner has not been asked yet. */
const UNASKED = -1

/**
 * Two working days without a signature: the deputy is asked. Two more, and the department's admin hears of it, then the
 * management department. Nobody signs for them: owner and deputy still may, and another deputy can be named. Whether a
 * declared group is accepted goes up the same way. A group without an owner waits for one first.
 */
export async function climbCharter(deps: GroupStepDeps, tx: Tx, group: GroupRow): Promise<void> {
  const now = deps.clock.now()
  const { state, charterDueAt, charterRung } = group
  if ((state !== 'charter' && state !== 'declared') || charterDueAt === null || charterDueAt >= now) return
  if (state === 'charter' && group.vacantSince !== null) return
  const later = addWorkingMs(await loadCalendar({ ...deps, db: tx }), now, CHARTER_WORKING_DAYS * WORKING_DAY_MS)
  if (charterRung === UNASKED) {
    await askForSignature(deps, tx, await saveGroup(tx, group, { charterRung: 0, charterDueAt: later }))
    return
  }
  const ladder = await ladderOf(deps, tx, group)
  // A rung on which nobody stands is passed over.
  const next = ladder.findIndex((asked, index) => index >= charterRung && asked.length > 0)
  const rung = next < 0 ? ladder.length : next + 1
  await saveGroup(tx, group, { charterRung: rung, charterDueAt: rung < ladder.length ? later : null })
  await tellOfRung(deps, tx, group, rung, ladder[rung - 1] ?? [])
  const actor = 'system:groups.round'
  await recordAudit(tx, { at: now, actor, action: 'group.charter_late', object: group.id, details: { rung } })
}

async function ladderOf(deps: DayDeps, tx: Tx, group: GroupRow): Promise<[string[], string[], string[]]> {
  const { state, deputyId, ownerId, departmentPath } = group
  const { admins, ops } = await holdersFor({ ...deps, db: tx }, departmentPath)
  const unique = (list: typeof ops) => [...new Set(list.map(({ userid }) => userid))]
  const others = (list: typeof ops) => unique(list).filter((userid) => !sameUserid(userid, ownerId))
  // Whether a declared group is accepted is not the deputy's to say; the admin was asked at once.
  if (state === 'declared') return [[], [], others(ops)]
  return [deputyId === null ? [] : [deputyId], others(admins), unique(ops)]
}

async function tellOfRung(deps: NoticeDeps, tx: Tx, group: GroupRow, rung: number, asked: string[]): Promise<void> {
  const isDeclared = group.state === 'declared'
  const people = await memberNames(tx, [group.ownerId])
  for (const userid of asked)
    await enqueueGroupNotice(deps, tx, {
      event: isDeclared ? 'group.declared' : 'group.charter',
      text: isDeclared ? 'group.declared' : rung === 1 ? 'group.charter_deputy' : 'group.charter_late',
      groupId: group.id,
      userid,
      values: { name: group.name, owner: people(group.ownerId).name },
      again: `rung${String(rung)}:${group.charterDueAt?.toISOString() ?? ''}`,
    })
}
