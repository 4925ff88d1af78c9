import type {
  ConfirmationBoard,
  ConfirmationBoardQuery,
  ConfirmationPeople,
  ConfirmationPeopleQuery,
} from '@desk/shared/confirmations/confirmation-schemas'
import type { ConfirmationCounts } from '@desk/shared/confirmations/confirmation-states'
import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { CampaignId } from '@desk/shared/kernel/ids'
import { BOARD_DEPARTMENTS } from '@desk/shared/kernel/page-size'
import { departmentNames } from '../../../directory/department-names.ts'
import type { Database } from '../../../db/database.ts'
import { NotFoundError } from '../../../kernel/app-error.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { WHOLE_COMPANY } from '../../policies/roster/count-queries.ts'
import { pathOfDepartment } from '../../policies/roster/department-path-queries.ts'
import { headingOf } from '../campaigns/list-campaigns.ts'
import { noCounts, readTotals } from '../counting/recount-queries.ts'
import { refreshBeforeRead } from '../jobs/refresh-counters.ts'
import { type CampaignRow, findCampaign, isOpen } from '../model/campaign-queries.ts'
import type { CampaignDayDeps } from '../model/late-start.ts'
import { countsAsSeen, findOwnReport } from '../model/own-report.ts'
import { administeredBy, isResponsibleFor, requireScope, seesCompany } from '../model/viewers.ts'
import { listChildDepartments } from './board-queries.ts'
import { listPeopleOf } from './list-people.ts'
import { ROOT_DEPARTMENT } from '../../../directory/root-department.ts'

/** Returns the campaign. @throws NotFoundError when it does not exist or has not started */
async function requireStarted(db: Database, id: CampaignId): Promise<CampaignRow> {
  const campaign = await findCampaign(db, id)
  if (!campaign || campaign.startedAt === null) throw new NotFoundError()
  return campaign
}

const readCounts = async (db: Database, id: CampaignId, scope: number): Promise<ConfirmationCounts> =>
  (await readTotals(db, [id], scope)).get(id) ?? noCounts()

/** Returns the progress of a campaign in the part of the company that the caller may see. */
export async function getConfirmationBoard(
  deps: CampaignDayDeps,
  actor: MemberActor,
  { id, department, state, departments }: ConfirmationBoardQuery & { id: CampaignId },
): Promise<ConfirmationBoard> {
  const scope = await requireScope(deps.db, actor, department)
  const campaign = await requireStarted(deps.db, id)
  const behind = await refreshBeforeRead(deps)
  const [stored, isResponsible] = await Promise.all([
    readCounts(deps.db, id, scope),
    isResponsibleFor(deps.db, actor, scope),
  ])
  const isLeftIn = await findOwnReport(deps, campaign, actor)
  const isCountedAsLeft = isLeftIn(scope)
  const counts = countsAsSeen(stored, isCountedAsLeft)
  const [children, ownDepartment, others, people] = await Promise.all([
    listChildDepartments(deps.db, id, scope, departments === 'first' ? BOARD_DEPARTMENTS : null),
    findDepartment(deps.db, actor, scope),
    listOtherDepartments(deps.db, actor, scope),
    listPeopleOf(deps, campaign, { scope, state, after: undefined }, { actor, isResponsible, isCountedAsLeft, counts }),
  ])
  const heading = await headingOf(deps, campaign)
  const open = counts.pending + counts.changed
  return {
    campaign: heading,
    fields: campaign.fields,
    department: ownDepartment,
    isCompanyVisible: seesCompany(actor),
    others,
    counts,
    departments: children.map(({ totals, of: _of, ...row }) => ({
      ...row,
      counts: countsAsSeen(withZeros(totals), isLeftIn(row.id)),
    })),
    departmentCount: children[0]?.of ?? 0,
    behind,
    countedAt: deps.clock.now().toISOString(),
    people,
    allowed: [
      ...(isResponsible && isOpen(campaign) && open > 0 ? (['remind'] as const) : []),
      ...(isResponsible && heading.state === 'late' ? (['confirm'] as const) : []),
      ...(holdsRole(actor, 'hr') && isOpen(campaign) ? (['end'] as const) : []),
    ],
  }
}

const withZeros = (totals: Partial<ConfirmationCounts>): ConfirmationCounts => ({ ...noCounts(), ...totals })

/** Returns a page of people in a state, or in all states. */
export async function listConfirmationPeople(
  deps: ReadDeps,
  actor: MemberActor,
  { id, department, state, after }: ConfirmationPeopleQuery & { id: CampaignId },
): Promise<ConfirmationPeople> {
  const scope = await requireScope(deps.db, actor, department)
  const campaign = await requireStarted(deps.db, id)
  const isResponsible = await isResponsibleFor(deps.db, actor, scope)
  const stored = await readCounts(deps.db, id, scope)
  const isCountedAsLeft = (await findOwnReport(deps, campaign, actor))(scope)
  const counts = countsAsSeen(stored, isCountedAsLeft)
  return listPeopleOf(deps, campaign, { scope, state, after }, { actor, isResponsible, isCountedAsLeft, counts })
}

async function findDepartment(
  db: Database,
  actor: MemberActor,
  scope: number,
): Promise<ConfirmationBoard['department']> {
  if (scope === WHOLE_COMPANY) return null
  const path = await pathOfDepartment(db, scope)
  const names = await departmentNames(db, path)
  const withName = (id: number) => ({ id, name: names.get(id) ?? String(id) })
  const first = path.findIndex((id) => administeredBy(actor).includes(id))
  // The root is the company itself.
  const visible = seesCompany(actor) ? path.filter((id) => id !== ROOT_DEPARTMENT) : path.slice(Math.max(first, 0))
  return { ...withName(scope), above: visible.filter((id) => id !== scope).map(withName) }
}

async function listOtherDepartments(
  db: Database,
  actor: MemberActor,
  scope: number,
): Promise<ConfirmationBoard['others']> {
  if (seesCompany(actor)) return []
  const ids = administeredBy(actor).filter((id) => id !== scope)
  const names = await departmentNames(db, ids)
  return ids.map((id) => ({ id, name: names.get(id) ?? String(id) }))
}
