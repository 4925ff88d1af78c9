/** Paths of the pages, one URL each: cards, links and routes are built from here. No schemas beside them: links need no parser. */
export const pagePaths = {
  home: '/',
  requests: '/requests',
  approvals: '/approvals',
  infoChange: '/requests/new/info-change',
  settings: '/settings',
  settingsRoles: '/settings/roles',
  settingsCheck: '/settings/check',
  settingsApiKeys: '/settings/api-keys',
  audit: '/audit',
  myData: '/me/data',
  privacy: '/privacy',
  settingsOutbox: '/settings/outbox',
  settingsCalendar: '/settings/calendar',
  settingsTexts: '/settings/texts',
  settingsDirectory: '/settings/directory',
  request: (id: string) => `/requests/${id}`,
} as const
