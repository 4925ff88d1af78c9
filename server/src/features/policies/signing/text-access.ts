import type { MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'

/** How one person relates to one version of a policy. */
export type VersionFacts = {
  isPublished: boolean
  /** Whether they signed it in their present employment. */
  isSigned: boolean
  /** Whether it is in force and binds them. */
  isRequired: boolean
}

/** Returns whether the person may read the text of the version, and compare it with others that they may read. */
export const mayReadText = (
  actor: Pick<MemberActor, 'roles'>,
  { isPublished, isSigned, isRequired }: VersionFacts,
): boolean => holdsRole(actor, 'policy_reviewer') || (isPublished && (isSigned || isRequired))
