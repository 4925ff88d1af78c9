import type { MemberActor } from '@desk/shared/identity/actor'
import type { IncidentForm } from '@desk/shared/incidents/incident-schemas'
import { SMALL_COUNT } from '@desk/shared/incidents/incident-states'
import type { GroupId } from '@desk/shared/kernel/ids'
import { pathNames } from '../../../directory/department-names.ts'
import { loadDisplayNames } from '../../../directory/load-display-names.ts'
import type { ReadDeps } from '../../../kernel/deps.ts'
import { factsFor } from '../../groups/model/group-facts-queries.ts'
import { findGroupRow } from '../../groups/model/group-queries.ts'
import { leadersOf } from '../../groups/model/responsible-people.ts'
import { requirePersonWithPath } from '../../requests/approvers/people-queries.ts'
import type { TokenDeps } from '../incident-deps.ts'
import { countPeopleOf } from '../model/department-size-queries.ts'
import { isOn, loadHandlingPeople } from '../model/handling-people.ts'

type FormDeps = ReadDeps & TokenDeps

/** Returns who would read a report, the independent contact to call instead, and the token of the day. */
export async function getIncidentForm(
  deps: FormDeps,
  actor: MemberActor,
  groupId: GroupId | undefined,
): Promise<IncidentForm> {
  const { db } = deps
  const { path } = await requirePersonWithPath(db, actor.userid)
  const people = await loadHandlingPeople(deps, path)
  const { handlers, admins, contact } = people
  const userids = [...handlers, ...admins.flat(), ...(contact === null ? [] : [contact.userid])]
  const names = await loadDisplayNames(db, userids, path)
  const departmentId = path.at(-1)
  return {
    isOn: isOn(people),
    contact: contact && { member: names.people(contact.userid), phone: contact.phone },
    token: deps.memberTokens.current(),
    department:
      departmentId === undefined || admins.length === 0
        ? null
        : {
            id: departmentId,
            path: pathNames(path, names.departments),
            admins: admins.map((level) => level.map(names.people)),
            isLargeEnough: (await countPeopleOf(db, departmentId, SMALL_COUNT)) >= SMALL_COUNT,
          },
    handlers: handlers.map(names.people),
    group: groupId === undefined ? null : await groupOf(deps, actor, groupId),
  }
}

/** Returns the group that the report is about; null for one to which the reporter does not belong. */
async function groupOf({ db }: ReadDeps, actor: MemberActor, id: GroupId): Promise<IncidentForm['group']> {
  const group = await findGroupRow(db, id)
  if (!group || !(await factsFor(db, actor, group)).isMember) return null
  return { id, name: group.name, excluded: leadersOf(group) }
}
