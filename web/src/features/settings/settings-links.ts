import { pagePaths } from '@desk/shared/pages/page-paths'
import type { IconName } from '../../ui/marks/icon-paths.ts'
import type { Messages } from '../../locales/messages.ts'

type SettingsLink = { to: string; icon: IconName; words: keyof Messages['settings']['hub'] }

/** Pages of the settings, in the order of how often they are wanted. */
const candidates: readonly { path: string; icon: IconName; words: keyof Messages['settings']['hub'] }[] = [
  { path: 'settingsRoles', icon: 'shield', words: 'roles' },
  { path: 'settingsPolicies', icon: 'sign', words: 'policies' },
  { path: 'settingsPartners', icon: 'person', words: 'partners' },
  { path: 'settingsCheck', icon: 'check-circle', words: 'check' },
  { path: 'settingsOutbox', icon: 'timeline', words: 'outbox' },
  { path: 'settingsDirectory', icon: 'person', words: 'directory' },
  { path: 'settingsOnCall', icon: 'clock', words: 'onCall' },
  { path: 'settingsCalendar', icon: 'clock', words: 'calendar' },
  { path: 'settingsFields', icon: 'person', words: 'fields' },
  { path: 'settingsGroups', icon: 'person', words: 'groups' },
  { path: 'settingsTexts', icon: 'data', words: 'texts' },
  { path: 'settingsApiKeys', icon: 'arrow', words: 'apiKeys' },
  { path: 'audit', icon: 'eye', words: 'audit' },
]

/** Only pages that exist. */
export const settingsLinks: readonly SettingsLink[] = candidates.flatMap(({ path, icon, words }) => {
  const to = Object.entries(pagePaths).find(([name]) => name === path)?.[1]
  return typeof to === 'string' ? [{ to, icon, words }] : []
})
