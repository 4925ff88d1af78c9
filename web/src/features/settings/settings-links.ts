import { pagePaths } from '@desk/shared/pages/page-paths'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Messages } from '../../locales/messages.ts'

type SettingsLink = { to: string; icon: IconName; label: keyof Messages['settings']['hub'] }

/** Pages of the settings, in the order of how often they are wanted. */
const candidates: readonly { path: string; icon: IconName; label: keyof Messages['settings']['hub'] }[] = [
  { path: 'settingsRoles', icon: 'shield', label: 'roles' },
  { path: 'settingsPolicies', icon: 'sign', label: 'policies' },
  { path: 'settingsPartners', icon: 'person', label: 'partners' },
  { path: 'settingsCheck', icon: 'check-circle', label: 'check' },
  { path: 'settingsOutbox', icon: 'timeline', label: 'outbox' },
  { path: 'settingsDirectory', icon: 'person', label: 'directory' },
  { path: 'settingsOnCall', icon: 'clock', label: 'onCall' },
  { path: 'settingsCalendar', icon: 'clock', label: 'calendar' },
  { path: 'settingsFields', icon: 'person', label: 'fields' },
  { path: 'settingsGroups', icon: 'person', label: 'groups' },
  { path: 'settingsTexts', icon: 'data', label: 'texts' },
  { path: 'settingsApiKeys', icon: 'arrow', label: 'apiKeys' },
  { path: 'audit', icon: 'eye', label: 'audit' },
]

/** Only pages that exist. */
export const settingsLinks: readonly SettingsLink[] = candidates.flatMap(({ path, icon, label }) => {
  const to = Object.entries(pagePaths).find(([name]) => name === path)?.[1]
  return typeof to === 'string' ? [{ to, icon, label }] : []
})
