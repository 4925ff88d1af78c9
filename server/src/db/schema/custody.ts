import { bigint, integer, pgTable, primaryKey, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Members who were asked in a year to confirm how they keep their account, and those who confirmed unasked. */
export const custodyAsks = pgTable(
  'custody_asks',
  {
    /** In lower case. */
    userid: text('userid').notNull(),
    year: integer('year').notNull(),
    askedAt: instant('asked_at').notNull(),
    confirmedAt: instant('confirmed_at'),
  },
  (table) => [primaryKey({ name: 'custody_asks_pkey', columns: [table.userid, table.year] })],
)

/** How far the yearly question has come through the members, in the order of their userids; one row a year. */
export const custodyYears = pgTable('custody_years', {
  year: integer('year').primaryKey(),
  /** The last day on which members were asked. */
  day: text('day').notNull(),
  /** The last member who was asked, in lower case; empty before the first. The next day continues after them. */
  afterUserid: text('after_userid').notNull(),
})

/** Members' confirmations of how they keep their account. Append-only. */
export const custodyAttestations = pgTable(
  'custody_attestations',
  {
    userid: text('userid').notNull(),
    year: integer('year').notNull(),
    /** Since when the person has held the userid, as Unix time in milliseconds; 0: since before the app was set up. */
    occasion: bigint('occasion', { mode: 'number' }).notNull(),
    /** Edition and language of the statements, and the hash of their text as it was shown. */
    edition: integer('edition').notNull(),
    language: text('language').notNull(),
    textHash: text('text_hash').notNull(),
    confirmedAt: instant('confirmed_at').notNull(),
  },
  (table) => [uniqueIndex('custody_attestations_key').on(table.userid, table.year, table.occasion)],
)
