import { fieldPolicies } from '@desk/shared/requests/kinds/info-field-policies'
import type { MemberFields, Wecom, WecomMember } from '../../../ports/wecom.ts'
import type { Wanted } from './read-values.ts'

/**
 * Writes these fields. Enterprise mail goes first and alone: it is not atomic with the rest, and what it refuses should
 * leave the rest as it was.
 */
export async function writeFields(wecom: Wecom, member: WecomMember, wanted: readonly Wanted[]): Promise<void> {
  const alone = wanted.filter(({ field }) => fieldPolicies[field].writing === 'own_call')
  const together = wanted.filter((one) => !alone.includes(one))
  for (const part of [alone, together])
    if (part.length > 0) await wecom.updateMember(member.userid, Object.assign({}, ...part.map(fieldOf(member))))
}

const fieldOf =
  (member: WecomMember) =>
  ({ field, to, toId }: Wanted): MemberFields => {
    if (field === 'biz_mail') return { bizMail: to }
    if (field !== 'department') return { [field]: to }
    if (toId === null) throw new Error('A department without its id')
    return { departments: moved(member, toId), mainDepartment: toId }
  }

/** The new department takes the place of the main one; other memberships stay. */
function moved({ departments, mainDepartment }: WecomMember, toId: number): number[] {
  const replaced = departments.map((id) => (id === mainDepartment ? toId : id))
  return [...new Set(replaced.includes(toId) ? replaced : [toId, ...replaced])]
}
