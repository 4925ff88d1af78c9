import type { FirstDayView } from '@desk/shared/accounts/account-schemas'
import { firstDaySteps } from '@desk/shared/accounts/opening-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import { actorNow } from '../../../access/current-actor.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import { listDepartmentAdmins } from '../../policies/roster/admin-queries.ts'
import { listPaths } from '../../policies/roster/department-path-queries.ts'
import { AccountRefusedError } from '../account-errors.ts'
import { type AuditEntry, recordAudit } from '../../../kernel/audit/record-audit.ts'
import { auditEntry } from '../model/account-audit.ts'
import type { AccountDeps } from '../model/account-deps.ts'
import { findOpeningOf, lockOpening, type OpeningRow, saveOpening } from '../model/opening-queries.ts'
import { recordFirstDayProgress } from './complete-first-day.ts'
import { fieldsOf, type FirstDayDeps, isAllDone, stateOfFirstDay } from './first-day-state.ts'

type AnswerDeps = AccountDeps & FirstDayDeps

/** Finds the actor's own first day. @throws NotFoundError when their account was opened in another way */
const requireFirstDay = async ({ db }: Pick<AccountDeps, 'db'>, actor: MemberActor): Promise<OpeningRow> => {
  const row = await findOpeningOf(db, actor.userid, ['activated', 'completed'])
  if (!row) throw new NotFoundError()
  return row
}

/** Returns the actor's own first day. @throws NotFoundError */
export async function getFirstDay(deps: AnswerDeps, actor: MemberActor): Promise<FirstDayView> {
  const row = await requireFirstDay(deps, actor)
  const own = await fieldsOf(deps, actor.userid)
  if (!own) throw new NotFoundError()
  const { done, toSign } = await stateOfFirstDay(deps, actor, row)
  return {
    name: own.fields.name,
    department: row.departmentPath,
    position: own.fields.position,
    steps: firstDaySteps.map((step) => ({ step, isDone: done[step] })),
    ...own,
    dataAnswer: row.dataAnswer,
    policies: {
      count: toSign.length,
      first: toSign[0]?.id ?? null,
      seconds: toSign.reduce((sum, { seconds }) => sum + seconds, 0),
    },
    admin: await findNearestAdmin(deps, row),
    isDone: row.state === 'completed' || isAllDone(done),
  }
}

/** Returns the admin of the joiner's department, or of the nearest one above with an admin; null if there is none. */
async function findNearestAdmin(
  deps: AnswerDeps,
  { departmentId, userid }: OpeningRow,
): Promise<FirstDayView['admin']> {
  const admins = (await listDepartmentAdmins(deps)).filter((admin) => !sameUserid(admin.userid, userid))
  const path = (await listPaths(deps.db, [departmentId])).get(departmentId) ?? []
  const nearest = path.toReversed().flatMap((id) => admins.find((admin) => admin.departmentId === id) ?? [])[0]
  return nearest ? (await memberNames(deps.db, [nearest.userid]))(nearest.userid) : null
}

type Answer = { action: AuditEntry['action']; changes: Partial<OpeningRow>; details?: Record<string, unknown> }

/** Saves what the joiner did or stated, and ends the first day with its last step. Returns the first day. */
async function saveAnswer(
  deps: AnswerDeps,
  actor: MemberActor,
  { action, changes, details = {} }: Answer,
): Promise<FirstDayView> {
  const own = await requireFirstDay(deps, actor)
  await deps.db.transaction(async (tx) => {
    const row = await lockOpening(tx, own.id)
    await actorNow(deps, tx, actor)
    if (row?.state !== 'activated') throw new AccountRefusedError('command_refused')
    const saved = await saveOpening(tx, row, changes, deps.clock.now())
    await recordAudit(tx, auditEntry(deps, { actor: actor.userid, action, object: row.id, details }))
    const { done } = await stateOfFirstDay({ ...deps, db: tx }, actor, saved)
    await recordFirstDayProgress(deps, tx, saved, done)
  })
  return getFirstDay(deps, actor)
}

/**
 * Records whether the data on screen is right.
 *
 * @throws AccountRefusedError `changed_meanwhile` when it is not what the directory shows now
 */
export async function answerData(
  deps: AnswerDeps,
  actor: MemberActor,
  { answer: dataAnswer, fieldsHash }: { answer: 'right' | 'wrong'; fieldsHash: string },
): Promise<FirstDayView> {
  const own = await fieldsOf(deps, actor.userid)
  if (own?.fieldsHash !== fieldsHash) throw new AccountRefusedError('changed_meanwhile')
  return saveAnswer(deps, actor, {
    action: 'account.data_answered',
    changes: { dataAnswer, dataHash: fieldsHash },
    details: { answer: dataAnswer, hash: fieldsHash },
  })
}

/** Records the member's statement about their password, which an app cannot verify in WeCom. */
export const attestPassword = (deps: AnswerDeps, actor: MemberActor): Promise<FirstDayView> =>
  saveAnswer(deps, actor, { action: 'account.password_attested', changes: { passwordAttestedAt: deps.clock.now() } })

/** Records that the joiner met the department's admin. */
export const confirmAdminMet = (deps: AnswerDeps, actor: MemberActor): Promise<FirstDayView> =>
  saveAnswer(deps, actor, { action: 'account.admin_met', changes: { adminMetAt: deps.clock.now() } })
