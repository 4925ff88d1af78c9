import type { HelpPhones, OnCallPhone } from '@desk/shared/lost-device/lost-device-schemas'
import { sameUserid } from '@desk/shared/kernel/ids'
import { findMemberRow } from '../../../access/actor-queries.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { departmentPath } from '../../requests/approvers/people-queries.ts'
import { findOpenCaseOf } from './case-queries.ts'
import { currentOnCallPhones, readRoster } from './on-call-roster.ts'
import { type CaseForApprovers, approverOrder } from './case-approvers.ts'

/**
 * Returns the admins of the department of `ofUserid`, with the number on the on-call roster, or else the office phone that WeCom
 * shows. For a colleague, this is their own department: the admins of the subject would reveal whether the person exists.
 * The viewer is marked.
 */
export async function adminPhones(
  deps: ReadDeps,
  row: CaseForApprovers,
  ofUserid: string,
  viewerId = '',
): Promise<OnCallPhone[]> {
  const path = sameUserid(ofUserid, row.subjectId) ? row.departmentPath : await pathOf(deps, ofUserid)
  const [admins = []] = await approverOrder(deps, { ...row, subjectId: ofUserid, departmentPath: [...path] })
  const { rows: roster } = await readRoster(deps.db)
  const found = await Promise.all(admins.map((userid) => findMemberRow(deps.db, userid)))
  return found.flatMap((admin) => {
    if (!admin) return []
    const entry = roster.find(({ userid }) => sameUserid(userid, admin.userid))
    const isViewer = sameUserid(admin.userid, viewerId)
    return { name: admin.name, phone: entry?.phone ?? admin.telephone, ...(isViewer && { isViewer }) }
  })
}

/** Returns the phone numbers for a person whose account is locked or disabled: who is on call, and their admins. */
export async function loadHelpPhones(deps: ReadDeps, userid: string): Promise<HelpPhones> {
  const own = { subjectId: userid, reporterId: userid, secondReporterId: null }
  const about = (await findOpenCaseOf(deps.db, userid)) ?? { ...own, departmentPath: [...(await pathOf(deps, userid))] }
  return { onCall: await currentOnCallPhones(deps, userid), admins: await adminPhones(deps, about, userid) }
}

async function pathOf({ db }: Pick<Deps, 'db'>, userid: string): Promise<readonly number[]> {
  const member = await findMemberRow(db, userid)
  return departmentPath(db, member?.mainDepartmentId ?? 0)
}
