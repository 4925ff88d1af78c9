import { sameUserid } from '@desk/shared/kernel/ids'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { AccountEffectDeps } from '../model/account-deps.ts'
import type { OpeningRow } from '../model/opening-queries.ts'

/**
 * Returns whether the account is the one that the opening requested: the same name, and the number or address by which the
 * person signs in leads to it. The name alone would hand a namesake's account to the joiner.
 */
export async function isRequestedAccount(
  { wecom }: Pick<AccountEffectDeps, 'wecom'>,
  { name, userid, mobile, email }: OpeningRow,
  found: WecomMember,
): Promise<boolean> {
  if (found.name !== name || !sameUserid(found.userid, userid)) return false
  const owner =
    mobile === null
      ? email !== null && (await wecom.findOwner('email', email))
      : await wecom.findOwner('mobile', mobile)
  return typeof owner === 'string' && sameUserid(owner, userid)
}

/** Returns how the account differs from what was confirmed; null when it does not. */
export function differenceOf(
  { departmentId, position }: OpeningRow,
  found: WecomMember,
): 'department' | 'position' | null {
  if (!found.departments.includes(departmentId)) return 'department'
  return found.position === position ? null : 'position'
}
