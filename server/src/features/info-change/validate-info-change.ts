import type { FieldError } from '@desk/shared/errors'
import type { CalendarDay } from '@desk/shared/kernel/calendar-day'
import {
  changesOf,
  type InfoChangePayload,
  type InfoField,
  lastEffectiveDay,
} from '@desk/shared/info-change/info-change'
import { fieldPolicies, switchOf } from '@desk/shared/info-change/info-field-policies'
import { type RequestId, sameUserid } from '@desk/shared/kernel/ids'
import type { Tx } from '../../db/database.ts'
import { FieldAlreadyOpenError, OldValuesChangedError } from '../requests/request-errors.ts'
import { rolesOf } from '../../access/actor-queries.ts'
import { actsForEverybody, findChangeableMember } from './changeable-member.ts'
import { InvalidInputError } from '../../kernel/app-error.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import type { SubmitContext } from '../requests/model/request-type.ts'
import type { Person } from '../requests/approvers/people-queries.ts'
import { listUnfinishedRequests } from '../requests/model/request-queries.ts'
import { type CurrentValues, currentValues, departmentLabel } from './current-values.ts'
import { fieldSetting } from './field-settings.ts'
import { requestedChanges } from './requested-changes.ts'

/**
 * Validates a submission.
 *
 * @throws InvalidInputError when a field may not be requested, OldValuesChangedError when it changed since the form was
 * loaded, and FieldAlreadyOpenError when it has an open request
 */
export async function validateInfoChange(
  tx: Tx,
  applicant: Person,
  payload: InfoChangePayload,
  { today, resubmittedId, subject, ...context }: SubmitContext,
): Promise<void> {
  const isForOther = payload.subjectId !== undefined && !sameUserid(payload.subjectId, applicant.userid)
  const roles = isForOther ? await rolesOf({ ...context, db: tx }, applicant.userid) : null
  const errors = [
    ...(roles ? await findSubjectErrors(tx, roles, payload.subjectId ?? '', payload) : []),
    // Those who act for everybody also change what members may not change themselves, since they plan transfers.
    ...(roles && actsForEverybody(roles) ? [] : await findClosedFieldErrors(tx, payload)),
    ...findDayErrors(payload, today),
    ...(await findDepartmentErrors(tx, payload)),
  ]
  if (errors.length > 0) throw new InvalidInputError('This cannot be requested', errors)
  await checkOldValues(tx, subject, payload)
  await requireFieldsFree(tx, { subjectId: subject.userid, payload, ownId: resubmittedId })
}

/**
 * Requires that no other unfinished request about the member changes one of the fields. `ownId`: the request itself, if it
 * is unfinished. @throws FieldAlreadyOpenError
 */
export async function requireFieldsFree(
  tx: Tx,
  { subjectId, payload, ownId }: { subjectId: string; payload: InfoChangePayload; ownId?: RequestId | undefined },
): Promise<void> {
  for (const other of await listUnfinishedRequests(tx, subjectId, 'info_change')) {
    if (other.id === ownId) continue
    const openFields = new Set(requestedChanges(other).map(({ field }) => field))
    const clash = changesOf(payload).flatMap(({ field }) => (openFields.has(field) ? [field] : []))
    if (clash.length > 0) throw new FieldAlreadyOpenError(other.id, clash)
  }
}

/**
 * Returns the errors of a change for another member: only an admin of their department, HR or a lead of the management
 * department may request it, and only for fields that the directory shows, since only the member knows the others.
 * Every other member looks as if they did not exist.
 */
async function findSubjectErrors(
  tx: Tx,
  roles: Awaited<ReturnType<typeof rolesOf>>,
  subjectId: string,
  payload: InfoChangePayload,
): Promise<FieldError[]> {
  if (!(await findChangeableMember(tx, roles, subjectId)))
    return [{ path: 'payload.subjectId', code: 'member.unknown' }]
  return changesOf(payload).flatMap(({ field }) =>
    fieldPolicies[field].verification === 'looked_up' ? [errorAt(field, 'info.not_for_others')] : [],
  )
}

const errorAt = (field: InfoField, code: string): FieldError => ({ path: `payload.${field}.to`, code })

async function findClosedFieldErrors(tx: Tx, payload: InfoChangePayload): Promise<FieldError[]> {
  const { value } = await readSetting(tx, fieldSetting)
  return changesOf(payload).flatMap(({ field }) =>
    switchOf(value, field).isOpen ? [] : [errorAt(field, 'info.closed')],
  )
}

function findDayErrors({ effectiveOn }: InfoChangePayload, today: CalendarDay): FieldError[] {
  const path = 'payload.effectiveOn'
  if (effectiveOn === undefined) return []
  if (effectiveOn < today) return [{ path, code: 'info.day_past' }]
  return effectiveOn > lastEffectiveDay(today) ? [{ path, code: 'info.day_far' }] : []
}

/** Returns the error of a department whose name and id do not match: WeCom would accept a write of an unknown id. */
async function findDepartmentErrors(tx: Tx, { department }: InfoChangePayload): Promise<FieldError[]> {
  if (!department || (await departmentLabel(tx, department.toId)) === department.to) return []
  return [errorAt('department', 'info.department_gone')]
}

async function checkOldValues(tx: Tx, subject: Person, payload: InfoChangePayload): Promise<void> {
  const fields = changesOf(payload).map(({ field }) => field)
  const current = await currentValues(tx, subject, fields)
  const isStale = ({ field, from }: { field: InfoField; from: string }) =>
    current[field] !== from || (field === 'department' && payload.department?.fromId !== subject.mainDepartmentId)
  if (changesOf(payload).some(isStale)) throw new OldValuesChangedError(staleDetails(subject, current, payload))
}

/** Returns the present values, so that the form can update the old ones and keep what was typed. */
const staleDetails = ({ mainDepartmentId }: Person, current: CurrentValues, payload: InfoChangePayload) => ({
  fields: changesOf(payload).map(({ field }) => ({ field, value: current[field] })),
  ...(payload.department ? { departmentId: mainDepartmentId } : {}),
})
