import type { MemberActor } from '@desk/shared/identity/actor'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import { infoFields, lastEffectiveDay } from '@desk/shared/info-change/info-change'
import { fieldPolicies, switchOf } from '@desk/shared/info-change/info-field-policies'
import type { InfoChangeForm, InfoChangeFormQuery } from '@desk/shared/info-change/info-change-form'
import { subjectIdOf } from '@desk/shared/requests/subject-of'
import type { Database } from '../../db/database.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import type { ReadFirstDeps } from '../requests/model/request-deps.ts'
import { actsForEverybody, requireChangeableMember } from './changeable-member.ts'
import { today } from '../../access/grant-conditions.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { loadExpectedAnswer } from '../requests/approvers/approver-contact.ts'
import { type Person, requirePerson } from '../requests/approvers/people-queries.ts'
import { findReason } from '../requests/model/request-reason.ts'
import { findRequestToRepeat } from '../requests/model/find-request-to-repeat.ts'
import { listUnfinishedRequests, listEvents } from '../requests/model/request-queries.ts'
import { getRequestForm } from '../requests/inbox/get-request-form.ts'
import { requestedValuesOf } from './requested-values.ts'
import { payloadOf, requestedChanges } from './requested-changes.ts'
import { currentValues } from './current-values.ts'
import { fieldSetting } from './field-settings.ts'

/**
 * Returns the prefilled form: present values, approvers, and a request in progress. `again`: a withdrawn or refused
 * request about the member, to submit it again. `for`: another member for whom the actor may submit changes.
 */
export async function getInfoChangeForm(
  deps: ReadDeps & ReadFirstDeps & Pick<Deps, 'holidays'>,
  actor: MemberActor,
  { again, for: other }: InfoChangeFormQuery = {},
): Promise<InfoChangeForm> {
  const { db } = deps
  const own = await requirePerson(db, actor.userid)
  const subject =
    other === undefined || sameUserid(other, own.userid) ? null : await requireChangeableMember(db, actor, other)
  const person = subject ?? own
  const [open] = await listUnfinishedRequests(db, person.userid, 'info_change')
  const day = today(deps)
  // Those who act for everybody also change what members may not change themselves.
  const fields = await fieldsFor(deps, person, { withClosed: subject !== null && actsForEverybody(actor) })
  const form = await getRequestForm(deps, own, 'info_change', subject?.userid ?? null)
  return {
    subject: subject && { userid: subject.userid, name: subject.name },
    fields: subject === null ? fields : fields.filter(({ isHidden }) => !isHidden),
    ...form,
    answer: await loadExpectedAnswer(deps, form.deciders, 'info_change'),
    departmentId: person.mainDepartmentId,
    today: day,
    lastDay: lastEffectiveDay(day),
    open: open ? { id: open.id, fields: requestedChanges(open).map(({ field }) => field) } : null,
    again: await againOf(db, actor, again, { about: person.userid, day }),
  }
}

async function againOf(
  db: Database,
  actor: MemberActor,
  id: RequestId | undefined,
  { about, day }: { about: string; day: string },
): Promise<InfoChangeForm['again']> {
  const row = await findRequestToRepeat(db, actor, 'info_change', id)
  // Values of another person do not fill this form.
  if (!row || !sameUserid(subjectIdOf(row), about)) return null
  const reason = await findReason(db, await listEvents(db, row.id))
  return {
    id: row.id,
    asked: requestedValuesOf(payloadOf(row), day),
    reason: reason?.text ?? '',
    files: reason?.attachments ?? [],
  }
}

/** Returns the present values of the fields that may be changed, in form order. */
export async function fieldsFor(
  { db }: Pick<Deps, 'db'>,
  person: Person,
  { withClosed = false } = {},
): Promise<InfoChangeForm['fields']> {
  const values = await currentValues(db, person)
  const { value: switches } = await readSetting(db, fieldSetting)
  return infoFields
    .filter((field) => withClosed || switchOf(switches, field).isOpen)
    .map((field) => ({
      field,
      value: values[field],
      isConfirmedByOps: switchOf(switches, field).isConfirmedByOps,
      isHidden: fieldPolicies[field].verification === 'looked_up',
    }))
}
