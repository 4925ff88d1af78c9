import type { MemberActor } from '@desk/shared/identity/actor'
import { infoFields } from '@desk/shared/requests/kinds/info-change'
import type { InfoChangeForm } from '@desk/shared/requests/request-schemas'
import type { Deps } from '../../../kernel/deps.ts'
import { departmentPath, namesOf, requirePerson } from '../../requests/people-queries.ts'
import { findOpenRequests } from '../../requests/request-queries.ts'
import { resolveDeciders } from '../../requests/resolve-deciders.ts'
import { askedChanges, currentValue } from './info-change-kind.ts'

/** The form, prefilled: what the directory says, who will decide, what is already under way. */
export async function getInfoChangeForm(
  deps: Pick<Deps, 'db' | 'clock' | 'site'>,
  actor: MemberActor,
): Promise<InfoChangeForm> {
  const { db } = deps
  const person = await requirePerson(db, actor.userid)
  const path = await departmentPath(db, person.mainDepartmentId)
  const deciders = await resolveDeciders(deps, person.userid, path)
  const names = await namesOf(db, deciders)
  const [open] = await findOpenRequests(db, person.userid, 'info_change')
  return {
    fields: infoFields.map((field) => ({ field, value: currentValue(person, field) })),
    deciders: deciders.map(names),
    open: open ? { id: open.id, fields: askedChanges(open).map(({ field }) => field) } : null,
  }
}
