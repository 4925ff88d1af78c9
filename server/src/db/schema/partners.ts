import { boolean, date, index, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** People of other companies: their sponsor, and the end of their contract. */
export const partners = pgTable(
  'partners',
  {
    /** In lower case. */
    userid: text('userid').primaryKey(),
    company: text('company').notNull(),
    /** Null, like the last day, when the directory marks the person as a partner and nobody has registered the contract. */
    sponsor: text('sponsor'),
    /** The last day of the contract. */
    endsOn: date('ends_on', { mode: 'string' }),
    /** When the contract began, or was renewed: earlier signatures do not count. */
    since: instant('since').notNull(),
    setBy: text('set_by').notNull(),
    /** Who decided that the account is disabled after the last day; null: nobody yet. */
    closeBy: text('close_by'),
    closeAt: instant('close_at'),
    /** When the contract was over and the account was ordered to be disabled. */
    endedAt: instant('ended_at'),
    /** When the last WeCom call started: its effect is unknown until a read-back shows it. */
    triedAt: instant('tried_at'),
    /** When a read-back showed the account as disabled. */
    disabledAt: instant('disabled_at'),
    /** Renewed after the end: the account is to be enabled again. */
    isEnabling: boolean('is_enabling').notNull().default(false),
    /** Why the account has to be disabled or enabled in the console. */
    trouble: text('trouble'),
    /** When HR was told that the contract has to be registered. */
    hrToldAt: instant('hr_told_at'),
  },
  // Expired contracts, by their last day.
  (table) => [index('partners_ends_idx').on(table.endsOn)],
)

/** What `partners` said before each change of a contract, so that a past day is read as it was. */
export const partnerHistory = pgTable(
  'partner_history',
  {
    /** In lower case. */
    userid: text('userid').notNull(),
    isPartner: boolean('is_partner').notNull(),
    /** Null, like the last day, for a person who was no partner. */
    since: instant('since'),
    endsOn: date('ends_on', { mode: 'string' }),
    /** When it was changed. */
    until: instant('until').notNull(),
  },
  (table) => [
    primaryKey({ name: 'partner_history_pkey', columns: [table.userid, table.until] }),
    index('partner_history_until_idx').on(table.until),
  ],
)
