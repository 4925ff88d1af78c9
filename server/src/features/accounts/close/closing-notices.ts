import { confirmingRoles } from '@desk/shared/accounts/close/closing-rules'
import type { Role } from '@desk/shared/identity/actor'
import { sameUserid } from '@desk/shared/kernel/ids'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { Database, Tx } from '../../../db/database.ts'
import { isHeld } from '../../../directory/held-member-queries.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { holdersFor } from '../../requests/approvers/people-queries.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce } from '../../notifications/plan-mailing.ts'
import type { ClosingStepDeps } from './closing-deps.ts'
import { type ClosingRow, findOpenClosingOf } from './closing-queries.ts'
import { listRoleHolders, rolesAt } from '../../../access/role-holder-queries.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'

type ClosingEvent = Extract<NoticeEvent, `${'closing' | 'transfer'}.${string}`>

/** Returns what a card about a closing calls it; an emergency says nothing about why the account is disabled. */
export const whatOf = ({ kind }: Pick<ClosingRow, 'kind'>): string => (kind === 'leave' ? '离职' : '停用账号')

/** Sends one card to these people, once for each value of `again`. */
export async function notifyOfClosing(
  deps: ClosingStepDeps,
  tx: Tx,
  row: Pick<ClosingRow, 'id' | 'subjectId' | 'lastDay' | 'kind'>,
  event: ClosingEvent & MessageTextName,
  userids: readonly string[],
  { again = '', ...values }: Readonly<Record<string, string>> & { again?: string } = {},
): Promise<void> {
  const people = [...new Set(userids)]
  if (people.length === 0) return
  const subject = (await memberNames(tx, [row.subjectId]))(row.subjectId).name
  const text = await textOf({ db: tx }, event, {
    subject,
    day: row.lastDay ?? '',
    what: whatOf(row),
    ...values,
  })
  const card = { ...text, path: pagePaths.closing(row.id) }
  await sendCardOnce(deps, tx, { key: `${event}:${row.id}:${again}`, userids: people, card })
}

const isOtherThan = (userid: string) => (other: string) => !sameUserid(other, userid)

/** Returns HR, without the leaver. */
export const hrFor = async (deps: ClosingStepDeps, tx: Tx, { subjectId }: ClosingRow): Promise<string[]> =>
  (await listRoleHolders({ ...deps, db: tx }, 'hr')).filter(isOtherThan(subjectId))

/** Returns the leads of the management department, who decide when items block the closing, without the leaver. */
export const leadsFor = async (deps: ClosingStepDeps, tx: Tx, { subjectId }: ClosingRow): Promise<string[]> =>
  (await listRoleHolders({ ...deps, db: tx }, 'ops_lead')).filter(isOtherThan(subjectId))

/** Returns the roles that the opener of an emergency held when they opened it; none for another closing. */
export const rolesOfOpener = async (
  { site }: Pick<ReadDeps, 'site'>,
  db: Database,
  { kind, openedBy, openedAt }: ClosingRow,
): Promise<Role[]> => (kind === 'emergency' ? rolesAt({ db, site }, openedBy, openedAt) : [])

/** Returns who may confirm an emergency, and by which roles, except the leaver and the person who opened it. */
export async function confirmersOf(deps: ReadDeps, { subjectId, openedBy }: ClosingRow, openerRoles: readonly Role[]) {
  const roles = confirmingRoles(openerRoles)
  const holders = await listRoleHolders(deps, ...roles)
  return { roles, userids: holders.filter(isOtherThan(subjectId)).filter(isOtherThan(openedBy)) }
}

/**
 * Returns whether this person is a lead of the management department, and each other lead is being closed or may have left
 * (`isHeld`): then nobody could grant its roles.
 */
export async function isLastLead(deps: ClosingStepDeps, tx: Tx, userid: string): Promise<boolean> {
  const leads = await listRoleHolders({ ...deps, db: tx }, 'ops_lead')
  if (leads.every(isOtherThan(userid))) return false
  for (const other of leads.filter(isOtherThan(userid))) {
    const own = await findOpenClosingOf(tx, other)
    if ((own === null || own.kind === 'transfer') && !(await isHeld(tx, other))) return false
  }
  return true
}

/** Returns the management department, which acts in the console, without the leaver. */
export const opsFor = async (deps: ClosingStepDeps, tx: Tx, { subjectId }: ClosingRow): Promise<string[]> =>
  (await listRoleHolders({ ...deps, db: tx }, 'ops', 'ops_lead')).filter(isOtherThan(subjectId))

/** Returns the admins of the leaver's department, the nearest level first, without the leaver. */
export async function adminsFor(deps: ClosingStepDeps, tx: Tx, row: ClosingRow): Promise<string[]> {
  const { admins } = await holdersFor({ ...deps, db: tx }, row.departmentPath)
  for (const department of row.departmentPath.toReversed()) {
    const nearest = admins
      .filter(({ departmentId }) => departmentId === department)
      .map(({ userid }) => userid)
      .filter(isOtherThan(row.subjectId))
    if (nearest.length > 0) return nearest
  }
  return []
}
