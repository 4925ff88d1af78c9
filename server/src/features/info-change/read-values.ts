import { sameUserid } from '@desk/shared/kernel/ids'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { fieldPolicies } from '@desk/shared/info-change/info-field-policies'
import { WecomRefusedError } from '../../kernel/app-error.ts'
import type { Deps } from '../../kernel/deps.ts'
import type { WecomMember } from '../../ports/wecom.ts'
import type { RequestRow } from '../requests/model/request-queries.ts'
import { departmentLabel } from './current-values.ts'
import { findMemberRow } from '../../access/actor-queries.ts'
import { ACTIVE, LEFT } from '../../directory/member-drift.ts'

/** An approved change. `toId` is set for a department. */
export type ApprovedChange = { field: InfoField; to: string; toId: number | null }
export type Values = Readonly<Partial<Record<InfoField, string>>>

type ReadDeps = Pick<Deps, 'db' | 'wecom'>

/** WeCom code: no such member, or not visible (doc 90313). */
const MEMBER_GONE = 60111

/** Reads the member from WeCom. @throws WecomRefusedError 60111 when the member does not exist any more */
export async function readMember({ wecom }: ReadDeps, userid: string): Promise<WecomMember> {
  const member = await wecom.findMember(userid)
  if (!member) throw new WecomRefusedError(MEMBER_GONE, 'user/get')
  return member
}

/** Cause of a change that ends because its member left. */
export const MEMBER_LEFT = String(MEMBER_GONE)

/**
 * Reads the member from WeCom; null: they have left the company. @throws WecomRefusedError 60111 when WeCom does not show a
 * member whom the directory still has
 */
export async function readPresentMember(deps: ReadDeps, userid: string): Promise<WecomMember | null> {
  const member = await deps.wecom.findMember(userid)
  if (member || (await findMemberRow(deps.db, userid))?.status === LEFT) return member
  throw new WecomRefusedError(MEMBER_GONE, 'user/get')
}

/** Returns the values that WeCom holds in these fields. A hidden value is `to` if that belongs to this member, else empty. */
export async function readValues(
  deps: ReadDeps,
  member: WecomMember,
  approved: readonly ApprovedChange[],
): Promise<Values> {
  const values: Partial<Record<InfoField, string>> = {}
  for (const change of approved) values[change.field] = await readValue(deps, member, change)
  return values
}

async function readValue(
  { db, wecom }: ReadDeps,
  member: WecomMember,
  { field, to, toId }: ApprovedChange,
): Promise<string> {
  switch (field) {
    case 'department': {
      if (member.mainDepartment === toId) return to
      const label = await departmentLabel(db, member.mainDepartment)
      // Another department may have taken the name of the requested one since the request.
      return label === to ? `${label} (${String(member.mainDepartment)})` : label
    }
    case 'mobile':
    case 'email':
    case 'biz_mail': {
      const owner = await wecom.findOwner(field, to)
      return owner !== null && sameUserid(owner, member.userid) ? to : ''
    }
    default:
      return member[field]
  }
}

/** Cause of a change that ends because its department was deleted: WeCom's code for one that does not exist (doc 90313). */
export const DEPARTMENT_GONE = '60123'

/**
 * Returns whether one of these changes leads to a department that was deleted, so that nobody can make it. It is found by id: a
 * renamed one is still the requested one.
 */
export async function leadsToDeletedDepartment(
  { db }: Pick<ReadDeps, 'db'>,
  changes: readonly ApprovedChange[],
): Promise<boolean> {
  const toDepartment = changes.find(({ field }) => field === 'department')
  return toDepartment !== undefined && (await departmentLabel(db, toDepartment.toId)) === ''
}

/**
 * Returns what a verification compares; null: the requested department was deleted, so that nobody can make the change. A department
 * in which the member was before it was deleted stays as it was read back then (`kept`), and is no longer compared.
 */
export async function withoutDeletedDepartment<R extends { values: Values; approved: readonly ApprovedChange[] }>(
  deps: Pick<ReadDeps, 'db'>,
  { outcome }: Pick<RequestRow, 'outcome'>,
  reading: R,
): Promise<(R & { kept?: Values }) | null> {
  const { department, ...values } = reading.values
  const gone = differing(reading.values, reading.approved).find(({ field }) => field === 'department')
  if (department === undefined || !gone || !(await leadsToDeletedDepartment(deps, [gone]))) return reading
  if (outcome.open?.includes('department') ?? true) return null
  const approved = reading.approved.filter((change) => change !== gone)
  return { ...reading, values, approved, kept: { department: gone.to } }
}

/** Returns the requested values that WeCom holds. */
export const inEffect = (values: Values, approved: readonly ApprovedChange[]): Values =>
  Object.fromEntries(approved.filter(({ field, to }) => values[field] === to).map(({ field, to }) => [field, to]))

export const differing = (values: Values, approved: readonly ApprovedChange[]): ApprovedChange[] =>
  approved.filter(({ field, to }) => values[field] !== to)

/** Returns whether the member has to change the field themselves: WeCom would ignore a write. */
export const isGuided = ({ field }: ApprovedChange, { status }: Pick<WecomMember, 'status'>): boolean =>
  fieldPolicies[field].writing === 'by_member' && status === ACTIVE
