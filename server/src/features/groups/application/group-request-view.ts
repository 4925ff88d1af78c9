import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import type { GroupRequestView } from '@desk/shared/groups/group-schemas'
import { pathNames } from '../../../directory/department-names.ts'
import { loadDisplayNames } from '../../../directory/load-display-names.ts'
import { readSetting } from '../../../kernel/settings-queries.ts'
import type { Database } from '../../../db/database.ts'
import type { RequestRow } from '../../requests/model/request-queries.ts'
import { departmentInName, composeRequestedName, payloadOf, loadRequestedMembers } from '../model/group-request.ts'
import { factsFor } from '../model/group-facts-queries.ts'
import { findGroupOfRequest } from '../model/group-queries.ts'
import { listGroupsById } from '../model/list-queries.ts'
import { groupRulesSetting } from '../model/group-settings.ts'

/** Maximum number of listed members for those who do not create the group manually; the total is shown beside them. */
const MEMBERS_SHOWN_MAX = 200

/** Returns the requested group with names, for approvers and applicant alike. */
export async function toGroupRequestView(
  db: Database,
  request: RequestRow,
  actor: MemberActor,
): Promise<GroupRequestView> {
  const requested = payloadOf(request)
  const { value: rules } = await readSetting(db, groupRulesSetting)
  const { facts, isAcrossDepartments, isLarge } = await loadRequestedMembers(db, request, rules)
  const group = await findGroupOfRequest(db, request.id)
  const similar = await listGroupsById(db, requested.seenSimilar)
  const mayTick = request.state === 'executing' && request.phase === 'by_hand' && holdsRole(actor, 'ops')
  const shown = mayTick ? requested.members : requested.members.slice(0, MEMBERS_SHOWN_MAX)
  const sponsors = shown.flatMap((userid) => facts.get(userid.toLowerCase())?.sponsorId ?? [])
  const { people, departments } = await loadDisplayNames(
    db,
    [requested.deputyId, ...shown, ...sponsors, ...similar.map(({ ownerId }) => ownerId), ...(group?.missing ?? [])],
    shown.flatMap((userid) => [...(facts.get(userid.toLowerCase())?.mainPath ?? [])]),
  )
  const composed = composeRequestedName(rules, await departmentInName(db, request.departmentPath), requested)
  return {
    name: requested.name,
    // After a change of the rules, the parts of an older name are unknown.
    parts: composed?.name === requested.name ? [...composed.parts] : [],
    separator: rules.separator,
    purpose: requested.purpose,
    expiresOn: requested.expiresOn,
    deputy: people(requested.deputyId),
    memberCount: requested.members.length,
    members: shown.map((userid) => {
      const fact = facts.get(userid.toLowerCase())
      return {
        ...people(userid),
        department: pathNames(fact?.mainPath ?? [], departments),
        sponsor: fact?.sponsorId ? people(fact.sponsorId) : null,
      }
    }),
    isAcrossDepartments,
    isLarge,
    similar: similar.map(({ id, name, ownerId, memberCount }) => ({ id, name, owner: people(ownerId), memberCount })),
    made:
      group && group.state !== 'making'
        ? {
            id: group.id,
            missing: group.missing.map(people),
            chatId: (await factsFor(db, actor, group)).isMember ? group.chatId : null,
          }
        : null,
    mayTick,
    trouble: group?.trouble ?? null,
  }
}
