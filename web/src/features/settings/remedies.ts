import { settingCauses, untrustedAddressCauses, wrongSecretCauses } from '@desk/shared/outbox/setting-causes'
import { pagePaths } from '@desk/shared/pages/page-paths'
import type { CheckItem, CheckItemView } from '@desk/shared/self-check/self-check-schemas'
import type { Messages } from '../../locales/messages.ts'

type Remedy = { to: string; text: keyof Messages['delivery']['outbox']['remedies'] }

/** Codes of WeCom for members outside the visible range of the app. */
const outOfRange = new Set(['60011', '60021', '81013'])
/** Codes of WeCom for a missing permission, and for an invalid or expired token. */
const refusedAccess = new Set(['48002', '40014', '42001'])

/** Returns where an operator sees what stopped a job, and what to change in WeCom's console; null: nowhere in the app. */
export const remedyOf = (cause: string): Remedy | null => {
  if (outOfRange.has(cause)) return { to: pagePaths.settingsDirectory, text: 'range' }
  if (untrustedAddressCauses.includes(cause)) return { to: pagePaths.settingsCheck, text: 'address' }
  if (wrongSecretCauses.includes(cause)) return { to: pagePaths.settingsCheck, text: 'secret' }
  return refusedAccess.has(cause) ? { to: pagePaths.settingsCheck, text: 'check' } : null
}

/** Returns whether jobs with this cause wait until an operator corrects a setting, and then continue by themselves. */
export const waitsForSetting = (cause: string): boolean => settingCauses.includes(cause)

type CheckPage = { to: string; title: keyof Messages['core']['titles'] }
const audit: CheckPage = { to: pagePaths.audit, title: 'audit' }
const directory: CheckPage = { to: pagePaths.settingsDirectory, title: 'settings-directory' }
const outbox: CheckPage = { to: pagePaths.settingsOutbox, title: 'settings-outbox' }
const roles: CheckPage = { to: pagePaths.settingsRoles, title: 'settings-roles' }
const checkPages: Partial<Record<CheckItem, CheckPage>> = {
  calendar: { to: pagePaths.settingsCalendar, title: 'settings-calendar' },
  on_call: { to: pagePaths.settingsOnCall, title: 'settings-on-call' },
  policies: { to: pagePaths.settingsPolicies, title: 'settings-policies' },
  access_gate: audit,
}

/** Returns the page on which an operator corrects or reviews an item of the self-check; null: none in the app. */
export function checkPageOf({
  item,
  reason,
  facts,
}: Pick<CheckItemView, 'item' | 'reason' | 'facts'>): CheckPage | null {
  if (item === 'visible_range') return reason === 'departures_held' ? directory : null
  if (item === 'anchors' && reason === 'not_set') return roles
  // Without a number of people the message itself was not sent.
  if (item === 'anchors') return reason === 'undelivered' && facts['people'] === undefined ? outbox : null
  return checkPages[item] ?? null
}
