import type { MemberActor } from '@desk/shared/identity/actor'
import { infoFields, lastEffectiveDay } from '@desk/shared/info-change/info-change'
import { fieldPolicies, switchOf } from '@desk/shared/info-change/info-field-policies'
import type { InfoChangeForm } from '@desk/shared/requests/request-schemas'
import type { Deps } from '../../kernel/deps.ts'
import type { SubmitDeps } from '../requests/model/request-deps.ts'
import { today } from '../../access/live-grants.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { departmentPath, namesOf, requirePerson } from '../requests/approvers/people-queries.ts'
import { deciderRef } from '../requests/approvers/approver-ref.ts'
import { findOpenRequests } from '../requests/model/request-queries.ts'
import { resolveDeciders } from '../requests/approvers/resolve-approvers.ts'
import { askedChanges } from './asked-changes.ts'
import { currentValues } from './current-values.ts'
import { fieldSetting } from './field-settings.ts'

/** The form, prefilled: what the directory says, who will decide, what is already under way. */
export async function getInfoChangeForm(deps: SubmitDeps, actor: MemberActor): Promise<InfoChangeForm> {
  const { db } = deps
  const person = await requirePerson(db, actor.userid)
  const path = await departmentPath(db, person.mainDepartmentId)
  const question = { applicantId: person.userid, kind: 'info_change', path, step: 'department' } as const
  const deciders = await resolveDeciders(deps, question)
  const names = await namesOf(
    db,
    deciders.flatMap(({ userid, onBehalfOf }) => [userid, ...(onBehalfOf === null ? [] : [onBehalfOf])]),
  )
  const [open] = await findOpenRequests(db, person.userid, 'info_change')
  const day = today(deps)
  return {
    fields: await fieldsFor(deps, person),
    deciders: deciders.map((asked) => deciderRef(names, asked)),
    departmentId: person.mainDepartmentId,
    today: day,
    lastDay: lastEffectiveDay(day),
    open: open ? { id: open.id, fields: askedChanges(open).map(({ field }) => field) } : null,
    readFirst: await deps.readFirst(db, person.userid),
  }
}

async function fieldsFor(
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
      isHidden: fieldPolicies[field].proof === 'looked_up',
    }))
}
