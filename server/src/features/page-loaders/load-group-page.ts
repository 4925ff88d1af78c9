import type { MemberActor } from '@desk/shared/identity/actor'
import { groupListQuery } from '@desk/shared/groups/group-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { type BootPage, pagePaths } from '@desk/shared/pages/page-schemas'
import { GroupRefusedError } from '../../kernel/app-error.ts'
import { getGroup } from '../groups/registry/get-group.ts'
import { getGroupForm } from '../groups/application/get-group-form.ts'
import { getGroupRules } from '../groups/model/group-settings.ts'
import { listGroups } from '../groups/registry/list-groups.ts'
import type { EngineDeps } from '../requests/model/engine-deps.ts'

/** A page about groups; null: it is none, or not this person's to see. */
export async function loadGroupPage(
  deps: EngineDeps,
  actor: MemberActor,
  { pathname, search }: { pathname: string; search: URLSearchParams },
): Promise<BootPage | null> {
  switch (pathname) {
    case pagePaths.groupCreate:
      return { name: 'group-create', data: await getGroupForm(deps, actor) }
    case pagePaths.groups: {
      const query = groupListQuery.safeParse(Object.fromEntries(search)).data ?? {}
      return { name: 'groups', data: await listGroups(deps, actor, query) }
    }
    case pagePaths.groupDeclare:
      return { name: 'group-declare', data: null }
    case pagePaths.settingsGroups:
      return { name: 'settings-groups', data: await getGroupRules(deps, actor) }
    default:
      return oneGroup(deps, actor, pathname)
  }
}

async function oneGroup(deps: EngineDeps, actor: MemberActor, pathname: string): Promise<BootPage | null> {
  const [, first, second, ...rest] = pathname.split('/')
  const id = idSchema('group').safeParse(second).data
  if (first !== 'groups' || id === undefined || rest.length > 0) return null
  try {
    return { name: 'group', data: await getGroup(deps, actor, id) }
  } catch (error) {
    if (error instanceof GroupRefusedError && error.code === 'group.not_found') return null
    // The page asks for it again, and says what was decided.
    if (error instanceof GroupRefusedError && error.code === 'group.not_admitted') return { name: 'group', data: null }
    throw error
  }
}
