import type { MemberPage } from '@desk/shared/directory/directory-schemas'
import type { ApiKeyBody, ApiKeysView, CreatedApiKey } from '@desk/shared/settings/api-key-schemas'
import type { CheckView } from '@desk/shared/settings/self-check-schemas'
import type { SettingsHub } from '@desk/shared/settings/hub-schemas'
import type { RoleSwitch } from '@desk/shared/settings/role-names'
import type { DepartmentHits, GrantBody, RolesView } from '@desk/shared/settings/role-schemas'
import { useApi } from './desk-api.ts'
import { unwrap } from './unwrap.ts'

type Cursor = { after?: string }

/** What the settings pages ask of the server. */
export type SettingsApi = {
  hub(signal?: AbortSignal): Promise<SettingsHub>
  roles(cursor: Cursor, signal?: AbortSignal): Promise<RolesView>
  grantRole(body: GrantBody): Promise<RolesView>
  endRole(id: string): Promise<RolesView>
  confirmProposals(ids: GrantIds): Promise<RolesView>
  setRoleSwitch(body: { name: RoleSwitch; value: boolean; version: number }): Promise<RolesView>
  findDepartments(q: string, signal?: AbortSignal): Promise<DepartmentHits>
  findMembers(q: string, signal?: AbortSignal): Promise<MemberPage>
  check(signal?: AbortSignal): Promise<CheckView>
  runCheck(): Promise<CheckView>
  apiKeys(cursor: Cursor, signal?: AbortSignal): Promise<ApiKeysView>
  createApiKey(body: ApiKeyBody): Promise<CreatedApiKey>
  adoptApiKey(id: string): Promise<ApiKeysView>
  revokeApiKey(id: string): Promise<ApiKeysView>
}
type GrantIds = RolesView['proposals']['items'][number]['id'][]

const requestInit = (signal: AbortSignal | undefined) => (signal ? { init: { signal } } : {})

/** Comes with its pages. */
export function useSettingsApi(): SettingsApi {
  const { settings, members } = useApi().client
  const { roles, check } = settings
  const keys = settings['api-keys']
  return {
    hub: (signal) => unwrap(settings.$get({}, requestInit(signal))),
    roles: (query, signal) => unwrap(roles.$get({ query }, requestInit(signal))),
    grantRole: (json) => unwrap(roles.$post({ json })),
    endRole: (id) => unwrap(roles[':id'].end.$post({ param: { id } })),
    confirmProposals: (ids) => unwrap(roles.proposals.confirm.$post({ json: { ids } })),
    setRoleSwitch: (json) => unwrap(roles.switch.$post({ json })),
    findDepartments: (q, signal) => unwrap(roles.departments.$get({ query: { q } }, requestInit(signal))),
    findMembers: (q, signal) => unwrap(members.$get({ query: { q } }, requestInit(signal))),
    check: (signal) => unwrap(check.$get({}, requestInit(signal))),
    runCheck: () => unwrap(check.run.$post()),
    apiKeys: (query, signal) => unwrap(keys.$get({ query }, requestInit(signal))),
    createApiKey: (json) => unwrap(keys.$post({ json })),
    adoptApiKey: (id) => unwrap(keys[':id'].adopt.$post({ param: { id } })),
    revokeApiKey: (id) => unwrap(keys[':id'].revoke.$post({ param: { id } })),
  }
}
