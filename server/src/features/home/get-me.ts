import type { MemberActor } from '@desk/shared/identity/actor'
import type { Me } from '@desk/shared/pages/page-schemas'
import { departmentNames, pathNames } from '../../directory/department-names.ts'
import type { Deps } from '../../kernel/deps.ts'
import { requirePersonWithPath } from '../requests/approvers/people-queries.ts'

export async function getMe({ db, site }: Pick<Deps, 'db' | 'site'>, actor: MemberActor): Promise<Me> {
  const { person, path } = await requirePersonWithPath(db, actor.userid)
  return {
    userid: person.userid,
    name: person.name,
    department: pathNames(path, await departmentNames(db, path)),
    roles: [...actor.roles],
    isDecider: [actor, ...(actor.principals ?? [])].some(
      ({ adminOf, roles }) => adminOf.length > 0 || roles.includes('ops'),
    ),
    corpId: site.corpId,
    agentId: site.agentId,
  }
}
