import { shiftDay } from '@desk/shared/kernel/working-calendar'
import { asc, isNull } from 'drizzle-orm'
import { delegations, roleGrants } from '../../db/schema/index.ts'
import { createDelegation } from '../../features/delegations/create-delegation.ts'
import { revokeDelegation } from '../../features/delegations/revoke-delegation.ts'
import { endRole } from '../../features/roles/end-role.ts'
import { grantRole } from '../../features/roles/grant-role.ts'
import { today } from '../../access/grant-conditions.ts'
import { actorOf, attempt, departmentsIn, keeper, peopleIn, type RandomStepDeps } from './context.ts'
import { KEEPER, pickOf } from './directory-edits.ts'
import type { RoleStep } from './steps.ts'

type StepOf<Name extends RoleStep['do']> = Extract<RoleStep, { do: Name }>

/** Begins or ends roles and delegations through the use cases. */
export function changeRoles(deps: RandomStepDeps, step: RoleStep): Promise<unknown> {
  switch (step.do) {
    case 'grant':
      return grant(deps, step)
    case 'endGrant':
      return endGrant(deps, step)
    case 'delegate':
      return delegate(deps, step)
    case 'revoke':
      return revoke(deps, step)
  }
}

async function grant(deps: RandomStepDeps, step: StepOf<'grant'>): Promise<void> {
  const place = pickOf(await departmentsIn(deps), step.where)
  const role = step.isOps
    ? { role: 'ops' as const }
    : { role: 'dept_admin' as const, departmentId: place?.id ?? 1, isDeputy: step.isDeputy }
  const startsOn = shiftDay(today(deps), step.startsIn)
  const until = step.lasts === null ? {} : { endsOn: shiftDay(startsOn, step.lasts) }
  const userid = pickOf(await peopleIn(deps), step.who) ?? ''
  await attempt(() => grantRole(deps, keeper, { ...role, userid, startsOn, ...until }))
}

async function endGrant(deps: RandomStepDeps, step: StepOf<'endGrant'>): Promise<void> {
  const open = await deps.db.select().from(roleGrants).where(isNull(roleGrants.endedAt)).orderBy(asc(roleGrants.id))
  const ending = pickOf(
    open.filter(({ userid, source }) => userid !== KEEPER && source === 'setting'),
    step.which,
  )
  if (ending) await attempt(() => endRole(deps, keeper, ending.id))
}

async function delegate(deps: RandomStepDeps, step: StepOf<'delegate'>): Promise<void> {
  const people = await peopleIn(deps)
  const actor = await actorOf(deps, pickOf(people, step.who) ?? '')
  const startsOn = shiftDay(today(deps), step.startsIn)
  const body = { delegate: pickOf(people, step.to) ?? '', startsOn, endsOn: shiftDay(startsOn, step.lasts), note: '' }
  if (actor) await attempt(() => createDelegation(deps, actor, body))
}

async function revoke(deps: RandomStepDeps, step: StepOf<'revoke'>): Promise<void> {
  const row = pickOf(await deps.db.select().from(delegations).orderBy(asc(delegations.id)), step.which)
  const actor = row ? await actorOf(deps, row.principal) : null
  if (row && actor) await attempt(() => revokeDelegation(deps, actor, row.id))
}
