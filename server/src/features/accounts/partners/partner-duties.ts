import type { DutyRow } from '@desk/shared/duties/duty-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { today } from '../../../access/grant-conditions.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { countDuePartners, listUndecidedOf } from './partner-queries.ts'

const commonFields: Pick<DutyRow, 'clause' | 'done'> = { clause: '1.2', done: [] }

/** Returns the duties of HR to look after partners, and of sponsors to decide about contracts that end. */
export async function partnerDuties(deps: ReadDeps, actor: MemberActor): Promise<DutyRow[]> {
  const day = today(deps)
  const rows: DutyRow[] = []
  if (actor.roles.includes('hr')) {
    const to = `${pagePaths.settingsPartners}?view=due`
    const owed = [{ what: 'waiting' as const, count: await countDuePartners(deps.db, day), to }]
    const duty = { key: 'watch_partners', code: 'watch_partners', role: 'hr' } as const
    rows.push({ ...commonFields, ...duty, subject: null, owed, dueOn: null, to })
  }
  for (const { userid, name, partner } of await listUndecidedOf(deps.db, day, actor.userid)) {
    const to = pagePaths.partner(userid)
    const duty = { key: `sponsor_partners:${userid}`, code: 'sponsor_partners', role: 'employee' } as const
    const owed = [{ what: 'waiting' as const, count: 1, to }]
    rows.push({ ...commonFields, ...duty, subject: name, owed, dueOn: partner.endsOn, to })
  }
  return rows
}
