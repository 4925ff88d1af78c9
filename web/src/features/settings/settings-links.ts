import { pagePaths } from '@desk/shared/pages/page-paths'
import type { IconName, IconShape } from '../../ui/marks/icon-paths.ts'
import type { Messages } from '../../locales/messages.ts'
import { settingsIcons } from './settings-icons.ts'

type Hub = Messages['settings']['hub']
export type SettingsLink = { name: keyof Hub['pages']; to: string; icon: IconName | IconShape }
type SettingsGroup = { name: keyof Hub['groups']; links: readonly SettingsLink[] }

/** The pages of the settings by subject, in the order in which they are shown. */
export const settingsGroups: readonly SettingsGroup[] = [
  {
    name: 'people',
    links: [
      { name: 'roles', to: pagePaths.settingsRoles, icon: settingsIcons.roles },
      { name: 'directory', to: pagePaths.settingsDirectory, icon: settingsIcons.directory },
      { name: 'partners', to: pagePaths.settingsPartners, icon: settingsIcons.partners },
      { name: 'fields', to: pagePaths.settingsFields, icon: settingsIcons.fields },
      { name: 'incidents', to: pagePaths.settingsIncidents, icon: 'warning' },
    ],
  },
  {
    name: 'policies',
    links: [
      { name: 'policies', to: pagePaths.settingsPolicies, icon: settingsIcons.policies },
      { name: 'groups', to: pagePaths.settingsGroups, icon: 'my-groups' },
    ],
  },
  {
    name: 'messages',
    links: [
      { name: 'outbox', to: pagePaths.settingsOutbox, icon: 'undelivered' },
      { name: 'texts', to: pagePaths.settingsTexts, icon: settingsIcons.texts },
      { name: 'calendar', to: pagePaths.settingsCalendar, icon: settingsIcons.calendar },
      { name: 'onCall', to: pagePaths.settingsOnCall, icon: settingsIcons.onCall },
    ],
  },
  {
    name: 'system',
    links: [
      { name: 'check', to: pagePaths.settingsCheck, icon: settingsIcons.check },
      { name: 'apiKeys', to: pagePaths.settingsApiKeys, icon: settingsIcons.apiKeys },
      { name: 'audit', to: pagePaths.audit, icon: settingsIcons.audit },
    ],
  },
]

/** Returns the pages whose words contain every word of a search, by subject; all of them without one. */
export function findSettings(query: string, wordsOf: (name: SettingsLink['name']) => string): SettingsGroup[] {
  const sought = query.toLowerCase().split(/\s+/)
  const isSought = ({ name }: SettingsLink) => {
    const words = wordsOf(name).toLowerCase()
    return sought.every((word) => words.includes(word))
  }
  return settingsGroups
    .map(({ name, links }) => ({ name, links: links.filter(isSought) }))
    .filter(({ links }) => links.length > 0)
}
