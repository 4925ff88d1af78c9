import type { AuditObject } from '@desk/shared/audit-entries/object-names'
import type { ChangedPage, SettingsHub } from '@desk/shared/settings/hub-schemas'
import type { Database } from '../../db/database.ts'
import { memberNames } from '../../directory/member-names.ts'
import { listChanges } from './hub-queries.ts'

const SHOWN = 3

/** The pages on which people change these settings. Other rows of the table are states of the server, or have no page. */
const pages = {
  'directory.feed': 'directory',
  'groups.rules': 'groups',
  'incidents.contact': 'incidents',
  'info_change.fields': 'fields',
  'lost_device.duty': 'onCall',
  'notices.quiet_hours': 'calendar',
  'outbox.paused': 'outbox',
  'partners.mark': 'partners',
  'policies.gate': 'policies',
  'roles.leaders_need_confirmation': 'roles',
  'roles.separate_duties': 'roles',
} as const satisfies Partial<Record<AuditObject, ChangedPage>>
const pageOf: ReadonlyMap<string, ChangedPage> = new Map(Object.entries(pages))

/** Lists the pages that people changed last, with the newest change of each. */
export async function listLastChanges(db: Database): Promise<SettingsHub['changes']> {
  const { settings, texts, days } = await listChanges(db, [...pageOf.keys()])
  const newestFirst = [
    ...settings.flatMap(({ key, ...change }) => {
      const page = pageOf.get(key)
      return page === undefined ? [] : [{ page, ...change }]
    }),
    ...texts.map((change) => ({ page: 'texts' as const, ...change })),
    ...days.map((change) => ({ page: 'calendar' as const, ...change })),
  ]
    .filter(({ by }) => !by.startsWith('system:'))
    .toSorted((a, b) => b.at.getTime() - a.at.getTime())
  const shown = newestFirst
    .filter(({ page }, index) => newestFirst.findIndex((other) => other.page === page) === index)
    .slice(0, SHOWN)
  const nameOf = await memberNames(
    db,
    shown.map(({ by }) => by),
  )
  return shown.map(({ page, by, at }) => ({ page, by: nameOf(by), at: at.toISOString() }))
}
