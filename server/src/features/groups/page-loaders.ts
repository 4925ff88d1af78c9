import { groupListQuery } from '@desk/shared/groups/group-schemas'
import { groupRegistryQuery } from '@desk/shared/groups/registry-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { resubmissionPath } from '@desk/shared/pages/resubmission-paths'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { PageRedirect, type PageLoaders, parameter, queryOf } from '../../http/page-loader.ts'
import { GroupRefusedError } from './group-errors.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import type { RequestDeps } from '../requests/model/request-deps.ts'
import { getGroupForm, getGroupResubmission } from './application/get-group-form.ts'
import { getGroupRules } from './model/group-settings.ts'
import { getGroup } from './registry/get-group.ts'
import { listGroups } from './registry/list-groups.ts'
import { listGroupRegistry } from './registry/list-registry.ts'

type GroupPage =
  'group-registry' | 'group-create' | 'group-resubmission' | 'groups' | 'group-declare' | 'group' | 'settings-groups'

export const pageLoaders = {
  'group-create': (deps, actor, { search }) =>
    getGroupForm(deps, actor, idSchema('request').safeParse(search.get('again')).data),
  // Redirects to the request when this person cannot correct it.
  'group-resubmission': async (deps, actor, { params }) => {
    const id = parameter(idSchema('request'), params.id)
    const { allowed, kind } = await getRequest(deps, actor, id)
    if (!allowed.includes('resubmit')) return new PageRedirect(pagePaths.request(id))
    if (kind !== 'group_create') return new PageRedirect(resubmissionPath({ kind, id }))
    return getGroupResubmission(deps, actor, id)
  },
  groups: (deps, actor, { search }) =>
    listGroups(deps, actor, groupListQuery.safeParse(Object.fromEntries(search)).data ?? {}),
  'group-registry': (deps, actor, { search }) => listGroupRegistry(deps, actor, queryOf(groupRegistryQuery, search)),
  'group-declare': async () => null,
  group: async (deps, actor, { params }) => {
    const id = parameter(idSchema('group'), params.id)
    try {
      return await getGroup(deps, actor, id)
    } catch (error) {
      // The page requests the group again, and shows the decision that this error contains.
      if (error instanceof GroupRefusedError && error.code === 'group.not_admitted') return null
      throw error
    }
  },
  'settings-groups': getGroupRules,
} satisfies PageLoaders<RequestDeps, GroupPage>
