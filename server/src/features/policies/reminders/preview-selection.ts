import type { MemberActor } from '@desk/shared/identity/actor'
import { nextTimeOutsideQuietHours } from '@desk/shared/kernel/working-calendar'
import { type PolicyId, sameUserid } from '@desk/shared/kernel/ids'
import { fillMessage } from '@desk/shared/message-templates/message-templates'
import { type SelectionBody, type SelectionPreview, skipReasons } from '@desk/shared/policies/bulk-schemas'
import { loadCalendar } from '../../../kernel/calendar-queries.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { loadText } from '../../notifications/message-template-queries.ts'
import { type ActivePolicy, requireActivePolicy } from '../document/policy-queries.ts'
import { authorizeScope, withActingRoles } from '../roster/count-scope.ts'
import { listSelected, type Selected, type SelectionGroup } from '../roster/selection-queries.ts'
import { countByOutcome } from './count-by-outcome.ts'

type PreviewDeps = Pick<Deps, 'db' | 'clock' | 'site' | 'holidays'>

/**
 * The states that a reminder or an exemption leaves out. A person with an open question waits for an answer, but may be
 * exempted.
 */
const skippedBy: Record<SelectionBody['act'], readonly SelectionGroup[]> = {
  remind: ['reminded_today', 'questioned', 'signed', 'exempt', 'excluded'],
  exempt: ['signed', 'exempt', 'excluded', 'self'],
}

const none = { count: 0, names: [] }

/**
 * Previews a reminder or an exemption of selected people: who gets it, who is left out and why, the message and its
 * time.
 */
export async function previewSelection(
  deps: PreviewDeps,
  actor: MemberActor,
  { id, act, department, ...chosen }: SelectionBody & { id: PolicyId },
): Promise<SelectionPreview> {
  const scope = await authorizeScope(deps, withActingRoles(actor), department)
  const policy = await requireActivePolicy(deps.db, id)
  const selected = { scope, ...chosen }
  const counted =
    act === 'exempt' ? await countOthers(deps, actor, policy, selected) : await countByOutcome(deps, policy, selected)
  const skips = skippedBy[act]
  const reached = counted.groups.filter(({ group }) => !skips.includes(group))
  const { undelivered = none } = Object.fromEntries(reached.map(({ group, ...named }) => [group, named]))
  return {
    selected: counted.groups.reduce((sum, { count }) => sum + count, 0),
    isMore: counted.isMore,
    reached: {
      count: reached.reduce((sum, { count }) => sum + count, 0),
      names: reached.flatMap(({ names }) => names),
    },
    skipped: skipReasons.flatMap((why) => {
      const { group: _, ...named } = counted.groups.find(({ group }) => group === why) ?? { group: why, ...none }
      return skips.includes(why) && named.count > 0 ? [{ why, ...named }] : []
    }),
    undelivered,
    ...(act === 'remind' ? await messageOf(deps, policy) : { card: null, sendAt: null }),
  }
}

/** Counts selected people, and the actor separately: nobody decides about their own exemption. */
async function countOthers(deps: PreviewDeps, { userid }: MemberActor, policy: ActivePolicy, selected: Selected) {
  const { userids, except = [] } = selected
  const isChosen = userids?.some((selectedId) => sameUserid(selectedId, userid)) ?? true
  const [own] = isChosen ? await listSelected(deps, policy, { ...selected, userids: [userid] }, 1) : []
  if (!own || skippedBy.exempt.some((state) => state === own.state)) return countByOutcome(deps, policy, selected)
  const { groups, isMore } = await countByOutcome(deps, policy, { ...selected, except: [...except, userid] })
  return { groups: [...groups, { group: 'self' as const, count: 1, names: [own.name] }], isMore }
}

async function messageOf(deps: PreviewDeps, { titleZh: title, label }: ActivePolicy) {
  const text = fillMessage(await loadText(deps.db, 'policy.urged'), { title, label })
  return { card: text, sendAt: nextTimeOutsideQuietHours(await loadCalendar(deps), deps.clock.now()).toISOString() }
}
