import { requestKindNames, type RequestType } from '@desk/shared/requests/types/index'
import { index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** What a person typed into a form and has not submitted yet; one per kind, on whichever device he goes on. */
export const drafts = pgTable(
  'drafts',
  {
    /** In lower case. */
    userid: text('userid').notNull(),
    kind: text('kind', { enum: requestKindNames as [RequestType] }).notNull(),
    content: jsonb('content').$type<Record<string, unknown>>().notNull(),
    version: integer('version').notNull(),
    /** When it was typed, by the device; the later one stays. */
    savedAt: instant('saved_at').notNull(),
    storedAt: instant('stored_at').notNull(),
  },
  (table) => [
    primaryKey({ name: 'drafts_pkey', columns: [table.userid, table.kind] }),
    index('drafts_stored_idx').on(table.storedAt),
  ],
)
