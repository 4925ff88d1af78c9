import { fieldPolicies } from '@desk/shared/info-change/info-field-policies'
import type { MemberFields, DepartmentMemberships, Wecom, WecomMember } from '../../ports/wecom.ts'
import type { ApprovedChange } from './read-values.ts'

/**
 * Writes these fields, and returns those that cannot be written without harm. Enterprise mail is written first and
 * separately: it is not atomic with the rest, and its refusal should leave the rest unchanged.
 */
export async function writeFields(
  wecom: Wecom,
  member: WecomMember,
  approved: readonly ApprovedChange[],
): Promise<readonly ApprovedChange[]> {
  const moving = approved.find(({ field }) => field === 'department')
  const departments = moving ? await departmentsAfter(wecom, member, moving) : null
  const left = moving && departments === null ? [moving] : []
  const writable = approved.filter((change) => !left.includes(change))
  const alone = writable.filter(({ field }) => fieldPolicies[field].writing === 'own_call')
  const together = writable.filter((change) => !alone.includes(change))
  for (const part of [alone, together])
    if (part.length > 0) await wecom.updateMember(member.userid, Object.assign({}, ...part.map(fieldOf(departments))))
  return left
}

const fieldOf =
  (departments: DepartmentMemberships | null) =>
  ({ field, to }: ApprovedChange): MemberFields => {
    if (field === 'biz_mail') return { bizMail: to }
    if (field !== 'department') return { [field]: to }
    return departments ? { departments } : {}
  }

/**
 * Returns the memberships with the new main department; the others keep their order and leader flags. Null: some are
 * hidden from this app, and a write would lose them, or the main one has changed since the member was read.
 */
async function departmentsAfter(
  wecom: Wecom,
  member: WecomMember,
  { toId }: ApprovedChange,
): Promise<DepartmentMemberships | null> {
  if (toId === null) throw new Error('A department without an id')
  const current = await wecom.findMemberships(member.userid)
  if (!current || current.mainDepartment !== member.mainDepartment) return null
  const others = current.memberships.filter(
    ({ department }) => department !== current.mainDepartment && department !== toId,
  )
  const present = current.memberships.find(({ department }) => department === toId)
  const membership = present ?? { department: toId, order: 0, isLeader: false }
  return { memberships: [membership, ...others], mainDepartment: toId }
}
