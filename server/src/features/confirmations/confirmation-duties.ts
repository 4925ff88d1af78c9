import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { departmentNames } from '../../directory/department-names.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { WHOLE_COMPANY } from '../policies/roster/count-queries.ts'
import { listOwnConfirmations } from './answering/own-confirmations.ts'
import { noCounts, readTotals } from './counting/recount-queries.ts'
import { refreshBeforeRead } from './jobs/refresh-counters.ts'
import { type CampaignRow, listOpenCampaigns } from './model/campaign-queries.ts'
import { countsFor } from './model/own-report.ts'

/** Returns the duties from open campaigns: to confirm one's own data, and to see that others confirm theirs. */
export async function confirmationDuties(deps: ReadDeps, actor: MemberActor): Promise<DutyRow[]> {
  const open = await listOpenCampaigns(deps.db)
  if (open.length === 0) return []
  const own = (await listOwnConfirmations(deps, actor)).map(ownDuty)
  const isHr = actor.roles.includes('hr')
  if (actor.adminOf.length === 0 && !isHr) return own
  await refreshBeforeRead(deps)
  const names = await departmentNames(deps.db, actor.adminOf)
  const rows: DutyRow[] = []
  const scopes = [
    ...actor.adminOf.map((id) => ({ id, code: 'confirm_people', role: 'dept_admin', clause: '2.2c' }) as const),
    ...(isHr ? [{ id: WHOLE_COMPANY, code: 'confirm_company', role: 'hr', clause: '3.1b' } as const] : []),
  ]
  for (const { id, ...duty } of scopes) {
    const totals = await readTotals(
      deps.db,
      open.map((campaign) => campaign.id),
      id,
    )
    for (const campaign of open) {
      const stored = totals.get(campaign.id) ?? noCounts()
      const counts = await countsFor(deps, campaign, actor, { counts: stored, departmentId: id })
      const countOf = (state: 'pending' | 'changed' | 'confirmed') => ({
        what: state,
        count: counts[state],
        to: `${pagePaths.confirmationBoard(campaign.id)}?department=${String(id)}&state=${state}`,
      })
      if (Object.values(counts).every((count) => count === 0)) continue
      rows.push({
        key: `${duty.code}:${campaign.id}:${String(id)}`,
        ...duty,
        subject: id === WHOLE_COMPANY ? campaign.title : `${names.get(id) ?? String(id)} · ${campaign.title}`,
        owed: [countOf('pending'), countOf('changed')],
        done: [countOf('confirmed')],
        dueOn: campaign.endsOn,
        to: `${pagePaths.confirmationBoard(campaign.id)}?department=${String(id)}`,
      })
    }
  }
  return [...own, ...rows]
}

const ownDuty = ({ id, title, endsOn }: CampaignRow): DutyRow => ({
  key: `confirm_own:${id}`,
  code: 'confirm_own',
  role: 'employee',
  clause: '3.1b',
  subject: title,
  owed: [{ what: 'waiting', count: 1, to: pagePaths.confirmation(id) }],
  done: [],
  dueOn: endsOn,
  to: pagePaths.confirmation(id),
})
