import type { Id, PolicyId } from '@desk/shared/kernel/ids'
import type { Device } from '@desk/shared/session/parse-user-agent'
import { date, index, integer, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Links by which an outside auditor reads the evidence room: a scope, not an identity. Only hashes of the link's token and
 * of the token of the first browser that opened it are stored.
 */
export const auditorLinks = pgTable(
  'auditor_links',
  {
    id: text('id').$type<Id<'auditorLink'>>().primaryKey(),
    /** For whom it was created. */
    name: text('name').notNull(),
    tokenHash: text('token_hash').notNull().unique('auditor_links_token_key'),
    policyIds: text('policy_ids').array().$type<PolicyId[]>().notNull(),
    fromDay: date('from_day', { mode: 'string' }).notNull(),
    toDay: date('to_day', { mode: 'string' }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    expiresAt: instant('expires_at').notNull(),
    /** Set together, once, by the first browser. */
    browserHash: text('browser_hash').unique('auditor_links_browser_key'),
    openedAt: instant('opened_at'),
    openedClient: text('opened_client').$type<Device['client']>(),
    openedSystem: text('opened_system').$type<Device['system']>(),
    lastUsedAt: instant('last_used_at'),
    views: integer('views').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [index('auditor_links_created_idx').on(table.createdAt, table.id)],
)
