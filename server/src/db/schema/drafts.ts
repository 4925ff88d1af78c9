import { requestKindNames, type RequestType } from '@desk/shared/requests/types/index'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Unsubmitted forms, one per person and request type, available on every device. */
export const drafts = pgTable(
  'drafts',
  {
    /** In lower case. */
    userid: text('userid').notNull(),
    kind: text('kind', { enum: requestKindNames as [RequestType] }).notNull(),
    content: jsonb('content').$type<Record<string, unknown>>().notNull(),
    version: integer('version').notNull(),
    /** When it was typed, by the device's clock; the later one wins. */
    savedAt: instant('saved_at').notNull(),
    storedAt: instant('stored_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'drafts_pkey', columns: [table.userid, table.kind] }),
    index('drafts_stored_idx').on(table.storedAt),
  ],
)
