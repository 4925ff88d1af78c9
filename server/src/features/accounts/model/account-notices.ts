import { sameUserid } from '@desk/shared/kernel/ids'
import type { MessageTextName } from '@desk/shared/message-templates/message-templates'
import type { NoticeEvent } from '@desk/shared/notices/notice-policy'
import type { Tx } from '../../../db/database.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { textOf } from '../../notifications/notice-text.ts'
import { sendCardOnce, type MailingDeps } from '../../notifications/plan-mailing.ts'
import { listDepartmentAdmins } from '../../policies/roster/admin-queries.ts'
import { listPaths } from '../../policies/roster/department-path-queries.ts'
import { listRoleHolders } from '../../../access/role-holder-queries.ts'
import type { OpeningRow } from './opening-queries.ts'

type AccountEvent = Extract<NoticeEvent, `account.${string}`> & MessageTextName

type Notice = {
  event: AccountEvent
  /** Makes the notice unique: nobody receives the same one twice. */
  object: string
  userids: readonly string[]
  values: Readonly<Record<string, string>>
  path: string
}

/** Sends one card about openings to these people; the same one about the same object is sent once. */
export async function notifyAccount(deps: MailingDeps, tx: Tx, notice: Notice): Promise<void> {
  const { event, object, userids, values, path } = notice
  if (userids.length === 0) return
  const text = await textOf({ db: tx }, event, values)
  await sendCardOnce(deps, tx, { key: `${event}:${object}`, userids, card: { ...text, path } })
}

/** How many joiners a card names. */
const NAMED_MAX = 3

/** Returns how many joiners a card is about, the name of the first, and the names of the first ones, with 等 when there are more. */
export function namesOnCard(rows: readonly Pick<OpeningRow, 'name'>[]) {
  const named = rows.slice(0, NAMED_MAX).map(({ name }) => name)
  const names = named.join('、') + (rows.length > named.length ? ' 等' : '')
  return { count: String(rows.length), name: named[0] ?? '', names }
}

/** Returns who reviews openings that these people submitted: the management department without them. */
export async function listReviewers(deps: ReadDeps, submitters: readonly string[]): Promise<string[]> {
  const holders = await listRoleHolders(deps, 'ops', 'ops_lead')
  return holders.filter((userid) => !submitters.some((submitter) => sameUserid(userid, submitter)))
}

/** Returns the person who submitted an opening if they still have the role of HR or ops, otherwise everybody in HR. */
export async function listResponsible(deps: ReadDeps, submittedBy: string): Promise<string[]> {
  const holders = await listRoleHolders(deps, 'hr', 'ops', 'ops_lead')
  const own = holders.filter((userid) => sameUserid(userid, submittedBy))
  return own.length > 0 ? own : listRoleHolders(deps, 'hr')
}

/** Groups openings by who submitted them. */
export function groupBySubmitter<Row extends Pick<OpeningRow, 'submittedBy'>>(
  rows: readonly Row[],
): ReadonlyMap<string, readonly Row[]> {
  const bySubmitter = new Map<string, Row[]>()
  for (const row of rows) bySubmitter.set(row.submittedBy, [...(bySubmitter.get(row.submittedBy) ?? []), row])
  return bySubmitter
}

/** Groups openings by the admins of the joiner's department or, without any, of the nearest department above it. */
export async function groupByAdmin<Row extends Pick<OpeningRow, 'departmentId'>>(
  deps: ReadDeps,
  rows: readonly Row[],
): Promise<ReadonlyMap<string, readonly Row[]>> {
  const admins = await listDepartmentAdmins(deps)
  const paths = await listPaths(
    deps.db,
    rows.map(({ departmentId }) => departmentId),
  )
  const byAdmin = new Map<string, Row[]>()
  for (const row of rows) {
    const nearest = (paths.get(row.departmentId) ?? [])
      .toReversed()
      .find((id) => admins.some(({ departmentId }) => departmentId === id))
    for (const { userid, departmentId } of admins)
      if (departmentId === nearest) byAdmin.set(userid, [...(byAdmin.get(userid) ?? []), row])
  }
  return byAdmin
}
