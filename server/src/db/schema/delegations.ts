import type { DelegationId } from '@desk/shared/kernel/ids'
import type { RequestType } from '@desk/shared/requests/types/index'
import { sql } from 'drizzle-orm'
import { date, index, pgTable, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Delegations: an absent approver and the person who decides for them, from day to day. */
export const delegations = pgTable(
  'delegations',
  {
    id: text('id').$type<DelegationId>().primaryKey(),
    principal: text('principal').notNull(),
    delegate: text('delegate').notNull(),
    /** Null: every request type. */
    kinds: text('kinds').array().$type<RequestType[]>(),
    startsOn: date('starts_on', { mode: 'string' }).notNull(),
    endsOn: date('ends_on', { mode: 'string' }).notNull(),
    note: text('note').notNull(),
    createdAt: instant('created_at').notNull(),
    revokedAt: instant('revoked_at'),
    revokedBy: text('revoked_by'),
  },
  (table) => [
    index('delegations_principal_idx').on(sql`lower(${table.principal})`, table.endsOn),
    index('delegations_delegate_idx').on(sql`lower(${table.delegate})`, table.endsOn),
  ],
)
