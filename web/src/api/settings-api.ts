import type { ApiKeyBody } from '@desk/shared/api-keys/api-key-schemas'
import type { RoleSwitch } from '@desk/shared/roles/role-names'
import type { GrantBody, RolesQuery, RolesView } from '@desk/shared/roles/role-schemas'
import { useApi } from './desk-api.ts'
import { type PageCursor, requestInit } from './request-options.ts'
import { unwrap } from './unwrap.ts'

type GrantIds = RolesView['proposals']['items'][number]['id'][]
export type SettingsApi = ReturnType<typeof useSettingsApi>

/** Creates the API client of the settings pages. */
export function useSettingsApi() {
  const { settings, members } = useApi().client
  const { roles, check } = settings
  const keys = settings['api-keys']
  return {
    hub: (signal?: AbortSignal) => unwrap(settings.$get({}, requestInit(signal))),
    roles: (query: RolesQuery, signal?: AbortSignal) => unwrap(roles.$get({ query }, requestInit(signal))),
    grantRole: (json: GrantBody) => unwrap(roles.$post({ json })),
    endRole: (id: string) => unwrap(roles[':id'].end.$post({ param: { id } })),
    confirmProposals: (ids: GrantIds) => unwrap(roles.proposals.confirm.$post({ json: { ids } })),
    setRoleSwitch: (json: { name: RoleSwitch; value: boolean; version: number }) =>
      unwrap(roles.switch.$post({ json })),
    findDepartments: (q: string, signal?: AbortSignal) =>
      unwrap(roles.departments.$get({ query: { q } }, requestInit(signal))),
    findMembers: (q: string, signal?: AbortSignal) => unwrap(members.$get({ query: { q } }, requestInit(signal))),
    check: (signal?: AbortSignal) => unwrap(check.$get({}, requestInit(signal))),
    runCheck: () => unwrap(check.run.$post()),
    apiKeys: (query: PageCursor, signal?: AbortSignal) => unwrap(keys.$get({ query }, requestInit(signal))),
    apiKeyCalls: (id: string, query: PageCursor, signal?: AbortSignal) =>
      unwrap(keys[':id'].calls.$get({ param: { id }, query }, requestInit(signal))),
    createApiKey: (json: ApiKeyBody) => unwrap(keys.$post({ json })),
    adoptApiKey: (id: string) => unwrap(keys[':id'].adopt.$post({ param: { id } })),
    revokeApiKey: (id: string) => unwrap(keys[':id'].revoke.$post({ param: { id } })),
  }
}
