import { consoleOperationKinds } from '@desk/shared/accounts/console-schemas'
import { adoptingFlows } from '@desk/shared/accounts/adopting-flows'
import type { DepartureReportId } from '@desk/shared/kernel/ids'
import { isNull, sql } from 'drizzle-orm'
import { bigint, date, index, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Changes that admins made in WeCom's console instead of this app, from WeCom's operation log (doc 100179). */
export const consoleDeeds = pgTable(
  'console_deeds',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    /** Userid of the admin, who may be outside the visible range. */
    operatorId: text('operator_id').notNull(),
    /** WeCom's numbers of the part of the log and of the action. */
    area: smallint('area').notNull(),
    deed: smallint('deed').notNull(),
    kind: text('kind', { enum: consoleOperationKinds }).notNull(),
    /** WeCom's own text. */
    details: text('details').notNull(),
    ip: text('ip').notNull(),
    /** The log has no ids, and overlapping periods are read: a hash of the row, and its number among equal ones. */
    dedupeKey: text('dedupe_key').notNull().unique(),
    readAt: instant('read_at').notNull(),
    handledAt: instant('handled_at'),
    /** Who acknowledged or adopted it; where a flow had asked for it, the admin who did it. */
    handledBy: text('handled_by'),
    outcome: text('outcome', { enum: ['acknowledged', 'adopted'] }),
    note: text('note').notNull(),
    /** The member whom the change concerns, and the flow that continues it; null unless it was adopted. */
    subjectId: text('subject_id'),
    flow: text('flow', { enum: adoptingFlows }),
  },
  (table) => [
    index('console_deeds_at_idx').on(table.at, table.id),
    index('console_deeds_open_idx').on(table.kind, table.at, table.id).where(isNull(table.handledAt)),
  ],
)

/** Members who left according to their department, while their account is still open. */
export const departureReports = pgTable(
  'departure_reports',
  {
    id: text('id').$type<DepartureReportId>().primaryKey(),
    userid: text('userid').notNull(),
    reporterId: text('reporter_id').notNull(),
    reportedAt: instant('reported_at').notNull(),
    /** The last day at work, as the department knows it. */
    lastDay: date('last_day', { mode: 'string' }).notNull(),
    note: text('note').notNull(),
    handledAt: instant('handled_at'),
    handledBy: text('handled_by'),
    outcome: text('outcome', { enum: ['adopted', 'still_here', 'gone'] }),
    answer: text('answer').notNull(),
    flow: text('flow', { enum: adoptingFlows }),
  },
  (table) => [
    uniqueIndex('departure_reports_open_idx')
      .on(sql`lower(${table.userid})`)
      .where(isNull(table.handledAt)),
    index('departure_reports_handled_idx').on(table.handledAt),
    index('departure_reports_reporter_idx').on(sql`lower(${table.reporterId})`),
  ],
)
