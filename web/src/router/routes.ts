import type { PageName } from '@desk/shared/pages/page-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RouteRecordRaw } from 'vue-router'

export type RoutedPage = Exclude<PageName, 'refusal' | 'error' | 'panel' | 'second-factor'>

const page = (name: RoutedPage, path: string, component: () => Promise<unknown>): RouteRecordRaw =>
  ({ name, path, component }) as RouteRecordRaw

export const routes: RouteRecordRaw[] = [
  page('home', pagePaths.home, () => import('../features/home/pages/HomePage.vue')),
  page('requests', pagePaths.requests, () => import('../features/requests/pages/RequestListPage.vue')),
  page('approvals', pagePaths.approvals, () => import('../features/requests/pages/ApprovalListPage.vue')),
  page('info-change', pagePaths.infoChange, () => import('../features/requests/pages/InfoChangePage.vue')),
  page('request', pagePaths.request(':id'), () => import('../features/requests/pages/RequestDetailPage.vue')),
  page('resubmission', pagePaths.resubmission(':id'), () => import('../features/requests/pages/ResubmissionPage.vue')),
  page('delegations', pagePaths.delegations, () => import('../features/requests/pages/DelegationsPage.vue')),
  page('settings', pagePaths.settings, () => import('../features/settings/pages/SettingsPage.vue')),
  page('settings-roles', pagePaths.settingsRoles, () => import('../features/settings/pages/RolesPage.vue')),
  page('settings-check', pagePaths.settingsCheck, () => import('../features/settings/pages/SelfCheckPage.vue')),
  page('settings-api-keys', pagePaths.settingsApiKeys, () => import('../features/settings/pages/ApiKeysPage.vue')),
  page('settings-outbox', pagePaths.settingsOutbox, () => import('../features/settings/pages/OutboxPage.vue')),
  page('settings-calendar', pagePaths.settingsCalendar, () => import('../features/settings/pages/CalendarPage.vue')),
  page('settings-directory', pagePaths.settingsDirectory, () => import('../features/settings/pages/DirectoryPage.vue')),
  page('settings-texts', pagePaths.settingsTexts, () => import('../features/settings/pages/TextsPage.vue')),
  page('settings-fields', pagePaths.settingsFields, () => import('../features/settings/pages/FieldsPage.vue')),
  page('request-sheet', pagePaths.requestSheet(':id'), () => import('../features/requests/pages/ManualSheetPage.vue')),
  page('audit', pagePaths.audit, () => import('../features/audit/pages/AuditPage.vue')),
  page('me', pagePaths.me, () => import('../features/session/pages/MePage.vue')),
  page('my-sessions', pagePaths.mySessions, () => import('../features/session/pages/SessionsPage.vue')),
  page('claim-ops', pagePaths.claimOps, () => import('../features/session/pages/ClaimOpsPage.vue')),
  page('my-data', pagePaths.myData, () => import('../features/privacy/pages/MyDataPage.vue')),
  page('privacy', pagePaths.privacy, () => import('../features/privacy/pages/PrivacyPage.vue')),
  page('lost-device', pagePaths.lostDevice, () => import('../features/lost-device/pages/LostDevicePage.vue')),
  page('lost-case', pagePaths.lostCase(':id'), () => import('../features/lost-device/pages/LostCasePage.vue')),
  page('lost-board', pagePaths.lostBoard, () => import('../features/lost-device/pages/LostBoardPage.vue')),
  page('guardians', pagePaths.guardians, () => import('../features/lost-device/pages/GuardiansPage.vue')),
  page('settings-on-call', pagePaths.settingsOnCall, () => import('../features/lost-device/pages/OnCallPage.vue')),
  page('not-found', '/:rest(.*)*', () => import('../features/session/pages/NotFoundPage.vue')),
]

/** Source file of each page: the key of its entry in the build manifest. */
export const pageSources = {
  home: 'src/features/home/pages/HomePage.vue',
  requests: 'src/features/requests/pages/RequestListPage.vue',
  approvals: 'src/features/requests/pages/ApprovalListPage.vue',
  'info-change': 'src/features/requests/pages/InfoChangePage.vue',
  request: 'src/features/requests/pages/RequestDetailPage.vue',
  resubmission: 'src/features/requests/pages/ResubmissionPage.vue',
  delegations: 'src/features/requests/pages/DelegationsPage.vue',
  settings: 'src/features/settings/pages/SettingsPage.vue',
  'settings-roles': 'src/features/settings/pages/RolesPage.vue',
  'settings-check': 'src/features/settings/pages/SelfCheckPage.vue',
  'settings-api-keys': 'src/features/settings/pages/ApiKeysPage.vue',
  'settings-outbox': 'src/features/settings/pages/OutboxPage.vue',
  'settings-calendar': 'src/features/settings/pages/CalendarPage.vue',
  'settings-directory': 'src/features/settings/pages/DirectoryPage.vue',
  'settings-texts': 'src/features/settings/pages/TextsPage.vue',
  'settings-fields': 'src/features/settings/pages/FieldsPage.vue',
  'request-sheet': 'src/features/requests/pages/ManualSheetPage.vue',
  audit: 'src/features/audit/pages/AuditPage.vue',
  me: 'src/features/session/pages/MePage.vue',
  'my-sessions': 'src/features/session/pages/SessionsPage.vue',
  'claim-ops': 'src/features/session/pages/ClaimOpsPage.vue',
  panel: 'src/features/session/pages/PanelPage.vue',
  'my-data': 'src/features/privacy/pages/MyDataPage.vue',
  privacy: 'src/features/privacy/pages/PrivacyPage.vue',
  'lost-device': 'src/features/lost-device/pages/LostDevicePage.vue',
  'lost-case': 'src/features/lost-device/pages/LostCasePage.vue',
  'lost-board': 'src/features/lost-device/pages/LostBoardPage.vue',
  guardians: 'src/features/lost-device/pages/GuardiansPage.vue',
  'settings-on-call': 'src/features/lost-device/pages/OnCallPage.vue',
  'second-factor': 'src/features/lost-device/pages/SecondFactorPage.vue',
  refusal: 'src/features/session/pages/RefusalPage.vue',
  'not-found': 'src/features/session/pages/NotFoundPage.vue',
  error: 'src/features/session/pages/ErrorPage.vue',
} as const satisfies Record<PageName, string>
