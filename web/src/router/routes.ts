import type { PageName } from '@desk/shared/pages/page-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { RouteRecordRaw } from 'vue-router'

export type RoutedPage = Exclude<PageName, 'refusal' | 'error'>

const page = (name: RoutedPage, path: string, component: () => Promise<unknown>): RouteRecordRaw =>
  ({ name, path, component }) as RouteRecordRaw

export const routes: RouteRecordRaw[] = [
  page('home', pagePaths.home, () => import('../features/home/pages/HomePage.vue')),
  page('requests', pagePaths.requests, () => import('../features/requests/pages/RequestListPage.vue')),
  page('approvals', pagePaths.approvals, () => import('../features/requests/pages/ApprovalListPage.vue')),
  page('info-change', pagePaths.infoChange, () => import('../features/requests/pages/InfoChangePage.vue')),
  page('request', pagePaths.request(':id'), () => import('../features/requests/pages/RequestDetailPage.vue')),
  page('settings', pagePaths.settings, () => import('../features/settings/pages/SettingsPage.vue')),
  page('settings-roles', pagePaths.settingsRoles, () => import('../features/settings/pages/RolesPage.vue')),
  page('settings-check', pagePaths.settingsCheck, () => import('../features/settings/pages/SelfCheckPage.vue')),
  page('settings-api-keys', pagePaths.settingsApiKeys, () => import('../features/settings/pages/ApiKeysPage.vue')),
  page('not-found', '/:rest(.*)*', () => import('../features/session/pages/NotFoundPage.vue')),
]

/** Source file of each page: the key of its entry in the build manifest. */
export const pageSources = {
  home: 'src/features/home/pages/HomePage.vue',
  requests: 'src/features/requests/pages/RequestListPage.vue',
  approvals: 'src/features/requests/pages/ApprovalListPage.vue',
  'info-change': 'src/features/requests/pages/InfoChangePage.vue',
  request: 'src/features/requests/pages/RequestDetailPage.vue',
  settings: 'src/features/settings/pages/SettingsPage.vue',
  'settings-roles': 'src/features/settings/pages/RolesPage.vue',
  'settings-check': 'src/features/settings/pages/SelfCheckPage.vue',
  'settings-api-keys': 'src/features/settings/pages/ApiKeysPage.vue',
  refusal: 'src/features/session/pages/RefusalPage.vue',
  'not-found': 'src/features/session/pages/NotFoundPage.vue',
  error: 'src/features/session/pages/ErrorPage.vue',
} as const satisfies Record<PageName, string>
