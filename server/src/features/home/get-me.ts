import { actorAndDelegators, actorAndUnlimitedDelegators, type MemberActor } from '@desk/shared/identity/actor'
import { holdsRole } from '@desk/shared/identity/role-rules'
import { approvesRequests } from '@desk/shared/requests/permissions'
import type { Me } from '@desk/shared/pages/page-schemas'
import type { Identity } from '../../directory/identity-queries.ts'
import type { Deps } from '../../kernel/deps.ts'

/** Returns who the caller is, and what depends on their roles. */
export const getMe = ({ site }: Pick<Deps, 'site'>, actor: MemberActor, identity: Identity): Me => ({
  userid: actor.userid,
  ...identity,
  roles: [...actor.roles],
  seesLostDeviceCases:
    holdsRole(actor, 'hr') ||
    holdsRole(actor, 'auditor') ||
    actorAndUnlimitedDelegators(actor).some(({ adminOf, roles }) => adminOf.length > 0 || roles.includes('ops')),
  isDeptAdmin: actor.adminOf.length > 0,
  approvesRequests: actorAndDelegators(actor).some(approvesRequests),
  corpId: site.corpId,
  agentId: site.agentId,
})
