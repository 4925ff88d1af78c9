import { type HrHome, hrSections } from '@desk/shared/accounts/hr-home-schemas'
import type { MemberActor } from '@desk/shared/identity/actor'
import { authorizeRole } from '../../../access/authorize.ts'
import { today } from '../../../access/grant-conditions.ts'
import type { HrHomeDeps } from './hr-section.ts'

/** Returns what HR has to do: the sections that the features provide. */
export async function getHrHome(deps: HrHomeDeps, actor: MemberActor): Promise<HrHome> {
  authorizeRole(actor, 'hr')
  const loaded = await Promise.all(
    deps.hrSections.map(async ({ name, load }) => ({ name, ...(await load(deps, actor)) })),
  )
  const positionOf = (name: HrHome['sections'][number]['name']) => hrSections.indexOf(name)
  return {
    sections: loaded.sort((left, right) => positionOf(left.name) - positionOf(right.name)),
    today: today(deps),
    readAt: deps.clock.now().toISOString(),
  }
}
