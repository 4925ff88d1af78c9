import { pagePaths } from '@desk/shared/pages/page-paths'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Messages } from '../../locales/messages.ts'

type SettingsLink = { to: string; icon: IconName; label: keyof Messages['settings']['hub'] }

/** The pages of the settings, most used first. */
export const settingsLinks: readonly SettingsLink[] = [
  { to: pagePaths.settingsRoles, icon: 'shield', label: 'roles' },
  { to: pagePaths.settingsPolicies, icon: 'sign', label: 'policies' },
  { to: pagePaths.settingsPartners, icon: 'person', label: 'partners' },
  { to: pagePaths.settingsCheck, icon: 'check-circle', label: 'check' },
  { to: pagePaths.settingsOutbox, icon: 'timeline', label: 'outbox' },
  { to: pagePaths.settingsDirectory, icon: 'person', label: 'directory' },
  { to: pagePaths.settingsOnCall, icon: 'clock', label: 'onCall' },
  { to: pagePaths.settingsCalendar, icon: 'clock', label: 'calendar' },
  { to: pagePaths.settingsFields, icon: 'person', label: 'fields' },
  { to: pagePaths.settingsGroups, icon: 'person', label: 'groups' },
  { to: pagePaths.settingsTexts, icon: 'data', label: 'texts' },
  { to: pagePaths.settingsApiKeys, icon: 'arrow', label: 'apiKeys' },
  { to: pagePaths.audit, icon: 'eye', label: 'audit' },
]
