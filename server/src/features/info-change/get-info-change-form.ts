import type { MemberActor } from '@desk/shared/identity/actor'
import { infoFields, lastEffectiveDay } from '@desk/shared/info-change/info-change'
import { fieldPolicies, switchOf } from '@desk/shared/info-change/info-field-policies'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import type { ReadFirstDeps } from '../requests/model/request-deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { requirePerson } from '../requests/approvers/people-queries.ts'
import { findOpenRequests } from '../requests/model/request-queries.ts'
import { getRequestForm } from '../requests/inbox/get-request-form.ts'
import { requestedChanges } from './requested-changes.ts'
import { currentValues } from './current-values.ts'
import { fieldSetting } from './field-settings.ts'

/** Returns the prefilled form: present values, approvers, and requests in progress. */
export async function getInfoChangeForm(deps: ReadDeps & ReadFirstDeps, actor: MemberActor): Promise<InfoChangeForm> {
  const { db } = deps
  const person = await requirePerson(db, actor.userid)
  const [open] = await findOpenRequests(db, person.userid, 'info_change')
  const day = today(deps)
  return {
    fields: await fieldsFor(deps, person),
    ...(await getRequestForm(deps, person, 'info_change')),
    departmentId: person.mainDepartmentId,
    today: day,
    lastDay: lastEffectiveDay(day),
    open: open ? { id: open.id, fields: requestedChanges(open).map(({ field }) => field) } : null,
  }
}

/** Returns the present values of the fields that may be changed, in form order. */
export async function fieldsFor(
  { db }: Pick<Deps, 'db'>,
  person: Parameters<typeof currentValues>[1],
): Promise<InfoChangeForm['fields']> {
  const values = await currentValues(db, person)
  const { value: switches } = await readSetting(db, fieldSetting)
  return infoFields
    .filter((field) => switchOf(switches, field).isOpen)
    .map((field) => ({
      field,
      value: values[field],
      isConfirmedByOps: switchOf(switches, field).isConfirmedByOps,
      isHidden: fieldPolicies[field].verification === 'looked_up',
    }))
}
