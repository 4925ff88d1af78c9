import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { OverviewView } from '@desk/shared/pages/overview-schemas'
import type { ReadDeps } from '../../kernel/deps.ts'
import { getPolicyOverview } from '../policies/board/get-policy-overview.ts'
import { getSelfCheck } from '../self-check/get-self-check.ts'
import { countForOps } from './ops-queries.ts'

/** Returns the tasks of a role holder. Tasks that only the management department can do are omitted for others. */
export async function getOverview(deps: ReadDeps, actor: MemberActor): Promise<OverviewView> {
  const [policies, ops] = await Promise.all([
    getPolicyOverview(deps, actor),
    holdsRole(actor, 'ops') ? getOpsTasks(deps) : null,
  ])
  return { ...policies, ops }
}

async function getOpsTasks(deps: ReadDeps): Promise<OverviewView['ops']> {
  const [{ items, checkedAt }, { stopped }] = await Promise.all([getSelfCheck(deps), countForOps(deps.db, deps)])
  const count = (level: 'bad' | 'warn') => items.filter((item) => item.level === level).length
  return { bad: count('bad'), warn: count('warn'), checkedAt, stopped: stopped.count }
}
