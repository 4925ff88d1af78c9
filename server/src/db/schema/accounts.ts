import { sql } from 'drizzle-orm'
import { bigint, index, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/**
 * Employments: who held a userid from when to when. WeCom may assign a userid to another person after its holder left;
 * the earlier employments then get the former holder's new userid, see `retireUserids`.
 */
export const employments = pgTable(
  'employments',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    userid: text('userid').notNull(),
    /** The name when it began, and after its end the last one. */
    name: text('name').notNull(),
    /** Null: a member of the first sync. */
    startedAt: instant('started_at'),
    endedAt: instant('ended_at'),
    /** When HR confirmed that the person who left returns: the next holder of the userid is the same person. */
    returnConfirmedAt: instant('return_confirmed_at'),
    returnConfirmedBy: text('return_confirmed_by'),
  },
  (table) => [
    uniqueIndex('employments_open_key')
      .on(sql`lower(${table.userid})`)
      .where(sql`${table.endedAt} is null`),
    index('employments_userid_idx').on(sql`lower(${table.userid})`, table.id),
  ],
)

/** Why an account may not be used. `lost`: a device is lost. `close`: the person leaves. `partner_end`: a contract ended. */
const suspensionCauses = ['lost', 'close', 'partner_end'] as const
export type SuspensionCause = (typeof suspensionCauses)[number]

/**
 * Suspensions of accounts, each for one cause. The account cannot be used in this app while one is open, and is enabled
 * in WeCom only when none is. The feature of the cause starts and ends it, calls WeCom and verifies the result.
 */
export const accountSuspensions = pgTable(
  'account_suspensions',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    /** As reported. It may not exist. */
    userid: text('userid').notNull(),
    cause: text('cause', { enum: suspensionCauses }).notNull(),
    orderedAt: instant('ordered_at').notNull(),
    endedAt: instant('ended_at'),
  },
  (table) => [
    uniqueIndex('account_suspensions_open_key')
      .on(sql`lower(${table.userid})`, table.cause)
      .where(sql`${table.endedAt} is null`),
    index('account_suspensions_userid_idx').on(sql`lower(${table.userid})`, table.orderedAt),
  ],
)
