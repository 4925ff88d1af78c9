import { sameUserid } from '@desk/shared/kernel/ids'
import type { WecomMember } from '../../../ports/wecom.ts'
import type { AccountEffectDeps } from '../model/account-deps.ts'
import type { OpeningRow } from '../model/opening-queries.ts'

/**
 * Returns whether the account is the one that the opening requested: the same name, and the phone number or email address with
 * which the person signs in leads to it. The name alone would hand a namesake's account to the joiner.
 */
export async function isRequestedAccount(
  { wecom }: Pick<AccountEffectDeps, 'wecom'>,
  opening: OpeningRow,
  found: WecomMember,
): Promise<boolean> {
  if (found.name !== opening.name || !sameUserid(found.userid, opening.userid)) return false
  const owner = await findOwner(wecom, opening)
  return owner !== null && sameUserid(owner, opening.userid)
}

/** Finds the member to whom the phone number leads or, without one, the email address; null: nobody, or there is neither. */
async function findOwner(wecom: AccountEffectDeps['wecom'], { mobile, email }: OpeningRow): Promise<string | null> {
  if (mobile !== null) return wecom.findOwner('mobile', mobile)
  return email === null ? null : wecom.findOwner('email', email)
}

/** Returns whether the account has the department and the position that were confirmed. */
export const isAsConfirmed = ({ departmentId, position }: OpeningRow, found: WecomMember): boolean =>
  found.departments.includes(departmentId) && found.position === position
