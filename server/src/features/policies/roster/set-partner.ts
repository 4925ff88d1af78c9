import type { MemberActor } from '@desk/shared/identity/actor'
import type { PartnerBody, PartnerList } from '@desk/shared/policies/board-schemas'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { actorUnder } from '../../../access/current-actor.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import { departmentNames, pathNames } from '../../../directory/department-names.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { findMemberRow } from '../../../access/actor-queries.ts'
import { NOWHERE, markCountsStale } from './mark-counts-stale-queries.ts'
import { noteEntryBy } from './policy-entries-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { pathsOfDepartments } from './people-queries.ts'
import { deletePartner, findPartner, listPartnerRows, putPartner } from './person-queries.ts'

type PartnerDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>

const LIMIT = 500

export async function listPartners({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<PartnerList> {
  authorizeRole(actor, 'ops')
  const rows = await listPartnerRows(db, '', LIMIT)
  const paths = await pathsOfDepartments(
    db,
    rows.map(({ departmentId }) => departmentId ?? NOWHERE),
  )
  const names = await departmentNames(db, [...paths.values()].flat())
  const people = await memberNames(
    db,
    rows.map(({ partner }) => partner.sponsor),
  )
  return {
    items: rows.map(({ partner, userid, name, departmentId }) => ({
      userid,
      name,
      department: pathNames(paths.get(departmentId ?? NOWHERE) ?? [], names),
      company: partner.company,
      sponsor: people(partner.sponsor).name,
      endsOn: partner.endsOn,
    })),
  }
}

/** Who answers for somebody of another company, and until when. A contract that goes on is signed for anew. */
export async function setPartner(deps: PartnerDeps, actor: MemberActor, body: PartnerBody): Promise<void> {
  const member = await findMemberRow(deps.db, body.userid)
  const sponsor = await findMemberRow(deps.db, body.sponsor)
  if (!member) throw new InvalidInputError('No such member', [{ path: 'userid', code: 'member.unknown' }])
  if (!sponsor || sponsor.userid === member.userid)
    throw new InvalidInputError('No such member', [{ path: 'sponsor', code: 'member.unknown' }])
  const at = deps.clock.now()
  await deps.db.transaction(async (tx) => {
    const known = await findPartner(tx, member.userid)
    await actorUnder(deps, tx, actor, 'ops')
    const isLonger = known !== null && known.endsOn < body.endsOn
    const since = known === null ? new Date(0) : isLonger ? at : known.since
    if (known === null) await noteEntryBy(tx, { userids: [member.userid], role: null }, at)
    await putPartner(tx, {
      userid: member.userid.toLowerCase(),
      company: body.company,
      sponsor: sponsor.userid,
      endsOn: body.endsOn,
      since,
      setBy: actor.userid,
    })
    const details = { sponsor: sponsor.userid, endsOn: body.endsOn }
    await recordAudit(tx, { at, actor: actor.userid, action: 'partner.set', object: member.userid, details })
    await markCountsStale(tx, [member.mainDepartmentId])
    await deps.emit(tx, 'workload.changed', { userids: [member.userid], at })
  })
}

export async function endPartner(deps: PartnerDeps, actor: MemberActor, { userid }: { userid: string }): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    const isGone = await deletePartner(tx, userid)
    await actorUnder(deps, tx, actor, 'ops')
    if (!member || !isGone) return
    const at = deps.clock.now()
    await recordAudit(tx, { at, actor: actor.userid, action: 'partner.ended', object: member.userid, details: {} })
    await markCountsStale(tx, [member.mainDepartmentId])
    await deps.emit(tx, 'workload.changed', { userids: [member.userid], at })
  })
}
