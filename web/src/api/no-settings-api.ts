import type { SettingsApi } from './settings-api.ts'

/** Where nothing may be asked: on the server while it draws, and in tests that expect no call. */
export const noSettingsApi = (refuse: () => Promise<never>): SettingsApi => ({
  hub: refuse,
  roles: refuse,
  grantRole: refuse,
  endRole: refuse,
  confirmProposals: refuse,
  setRoleSwitch: refuse,
  findDepartments: refuse,
  findMembers: refuse,
  check: refuse,
  runCheck: refuse,
  apiKeys: refuse,
  makeApiKey: refuse,
  revokeApiKey: refuse,
})
