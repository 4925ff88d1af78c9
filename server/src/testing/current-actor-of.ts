import type { MemberActor } from '@desk/shared/identity/actor'
import { rolesOf } from '../access/actor-queries.ts'
import type { ReadDeps } from '../kernel/deps.ts'

/** Returns the member with the roles that they have now, as their next request would. */
export const currentActorOf = async ({ deps }: { deps: ReadDeps }, userid: string): Promise<MemberActor> => ({
  kind: 'member',
  userid,
  ...(await rolesOf(deps, userid)),
})
