import type { MemberActor } from '@desk/shared/identity/actor'
import type { PartnerBody, PartnerList } from '@desk/shared/policies/board-schemas'
import type { Tx } from '../../../db/database.ts'
import { InvalidInputError } from '../../../kernel/app-error.ts'
import { actorWithRole } from '../../../access/current-actor.ts'
import { authorizeRole } from '../../../access/authorize.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { findMemberRow, type MemberRow } from '../../../access/actor-queries.ts'
import { ROOT_DEPARTMENT, markCountsStale } from './mark-counts-stale-queries.ts'
import { recordEntriesBy } from './policy-entries-queries.ts'
import { recordAudit } from '../../../kernel/audit/record-audit.ts'
import { listPathNames } from './department-path-queries.ts'
import { deletePartner, findPartner, listPartnerRows, upsertPartner } from './person-queries.ts'

type PartnerDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>

const MAX_PARTNERS = 500

export async function listPartners({ db }: Pick<Deps, 'db'>, actor: MemberActor): Promise<PartnerList> {
  authorizeRole(actor, 'ops')
  const rows = await listPartnerRows(db, '', MAX_PARTNERS)
  const pathNames = await listPathNames(
    db,
    rows.map(({ departmentId }) => departmentId ?? ROOT_DEPARTMENT),
  )
  const people = await memberNames(
    db,
    rows.map(({ partner }) => partner.sponsor),
  )
  return {
    items: rows.map(({ partner, userid, name, departmentId }) => ({
      userid,
      name,
      department: pathNames.get(departmentId ?? ROOT_DEPARTMENT) ?? [],
      company: partner.company,
      sponsor: people(partner.sponsor).name,
      endsOn: partner.endsOn,
    })),
  }
}

/** Adds a partner with their sponsor and contract end, or extends the contract: then the partner has to sign again. */
export async function setPartner(deps: PartnerDeps, actor: MemberActor, body: PartnerBody): Promise<void> {
  const member = await findMemberRow(deps.db, body.userid)
  const sponsor = await findMemberRow(deps.db, body.sponsor)
  if (!member) throw new InvalidInputError('No such member', [{ path: 'userid', code: 'member.unknown' }])
  if (!sponsor || sponsor.userid === member.userid)
    throw new InvalidInputError('No such member', [{ path: 'sponsor', code: 'member.unknown' }])
  await deps.db.transaction(async (tx) => {
    await actorWithRole(deps, tx, actor, 'ops')
    await writePartner(deps, tx, member, { ...body, sponsor: sponsor.userid, setBy: actor.userid })
  })
}

type Contract = Pick<PartnerBody, 'company' | 'sponsor' | 'endsOn'> & { setBy: string }

/** Writes the contract of a partner, also when it comes with a new account. */
export async function writePartner(
  deps: Pick<Deps, 'clock' | 'emit'>,
  tx: Tx,
  member: Pick<MemberRow, 'userid' | 'mainDepartmentId'>,
  { company, sponsor, endsOn, setBy }: Contract,
): Promise<void> {
  const at = deps.clock.now()
  const partner = await findPartner(tx, member.userid)
  const isLonger = partner !== null && partner.endsOn < endsOn
  const since = partner === null ? new Date(0) : isLonger ? at : partner.since
  if (partner === null) await recordEntriesBy(tx, { userids: [member.userid], role: null }, at)
  await upsertPartner(tx, { userid: member.userid.toLowerCase(), company, sponsor, endsOn, since, setBy })
  const details = { sponsor, endsOn }
  await recordAudit(tx, { at, actor: setBy, action: 'partner.set', object: member.userid, details })
  await markCountsStale(tx, [member.mainDepartmentId])
  await deps.emit(tx, 'workload.changed', { userids: [member.userid], at })
}

export async function endPartner(deps: PartnerDeps, actor: MemberActor, { userid }: { userid: string }): Promise<void> {
  const member = await findMemberRow(deps.db, userid)
  await deps.db.transaction(async (tx) => {
    const isDeleted = await deletePartner(tx, userid)
    await actorWithRole(deps, tx, actor, 'ops')
    if (!member || !isDeleted) return
    const at = deps.clock.now()
    await recordAudit(tx, { at, actor: actor.userid, action: 'partner.ended', object: member.userid, details: {} })
    await markCountsStale(tx, [member.mainDepartmentId])
    await deps.emit(tx, 'workload.changed', { userids: [member.userid], at })
  })
}
