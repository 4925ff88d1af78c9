import {
  type ConfirmationField,
  confirmationAnswers,
  confirmationMethods,
  confirmationStates,
  type HiddenField,
} from '@desk/shared/confirmations/confirmation-states'
import type { CampaignId } from '@desk/shared/kernel/ids'
import type { Audience } from '@desk/shared/policies/audience'
import { sql } from 'drizzle-orm'
import { bigint, date, index, integer, jsonb, pgTable, primaryKey, text } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Campaigns in which members confirm their own data. Audience and fields never change. */
export const confirmationCampaigns = pgTable(
  'confirmation_campaigns',
  {
    id: text('id').primaryKey().$type<CampaignId>(),
    title: text('title').notNull(),
    audience: jsonb('audience').$type<Audience>().notNull(),
    /** The data to confirm. */
    fields: text('fields').array().$type<ConfirmationField[]>().notNull(),
    /** First day as planned, and last day: it moves when the campaign begins later because the server was down. */
    startsOn: date('starts_on', { mode: 'string' }).notNull(),
    endsOn: date('ends_on', { mode: 'string' }).notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    idempotencyKey: text('idempotency_key').notNull().unique('confirmation_campaigns_idempotency_key'),
    startedAt: instant('started_at'),
    /** The last day on which everyone who had to be asked was asked. */
    askedOn: date('asked_on', { mode: 'string' }),
    /** The last person asked in an unfinished pass through the audience. */
    askedAfter: text('asked_after').notNull().default(''),
    /** When the department admins were told who did not answer in time. */
    overdueToldAt: instant('overdue_told_at'),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [
    index('confirmation_campaigns_created_idx').on(table.createdAt, table.id),
    index('confirmation_campaigns_open_idx')
      .on(table.startsOn)
      .where(sql`${table.endedAt} is null`),
  ],
)

/** Answers, given in the app or recorded by an admin in person. The latest one about the present data counts. Append-only. */
export const confirmations = pgTable(
  'confirmations',
  {
    seq: bigint('seq', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    id: text('id').notNull().$type<`cfn_${string}`>().unique('confirmations_id_key'),
    campaignId: text('campaign_id').notNull().$type<CampaignId>(),
    /** In lower case. */
    userid: text('userid').notNull(),
    answer: text('answer', { enum: [...confirmationAnswers] }).notNull(),
    method: text('method', { enum: [...confirmationMethods] }).notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    departmentId: integer('department_id'),
    /** SHA-256 of the values that were shown. */
    hash: text('hash').notNull(),
    /** Hash of each value: shows which field differs later, although no value is stored. */
    fieldHashes: jsonb('field_hashes').$type<Partial<Record<ConfirmationField, string>>>().notNull(),
    /** Fields reported as wrong. */
    wrongFields: text('wrong_fields').array().$type<ConfirmationField[]>().notNull(),
    /** Fields hidden by WeCom that the person consented to see, and confirmed. No value or hash of them is stored. */
    hiddenFields: text('hidden_fields')
      .array()
      .$type<HiddenField[]>()
      .notNull()
      .default(sql`'{}'`),
  },
  (table) => [index('confirmations_person_idx').on(table.campaignId, table.userid, table.seq)],
)

/** Number of people of a department and its subtree in each state. */
export const confirmationCounters = pgTable(
  'confirmation_counters',
  {
    campaignId: text('campaign_id').notNull().$type<CampaignId>(),
    /** 0: the company. */
    departmentId: integer('department_id').notNull(),
    state: text('state', { enum: [...confirmationStates] }).notNull(),
    own: integer('own').notNull(),
    total: integer('total').notNull(),
  },
  (table) => [
    primaryKey({
      name: 'confirmation_counters_pkey',
      columns: [table.campaignId, table.departmentId, table.state],
    }),
    index('confirmation_counters_own_idx')
      .on(table.campaignId, table.state, table.departmentId)
      .where(sql`${table.own} > 0`),
  ],
)

/** Departments to count again. Only inserted with a change, so that people who answer do not wait for each other. */
export const confirmationRecounts = pgTable('confirmation_recounts', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  /** Null: of every open campaign. */
  campaignId: text('campaign_id').$type<CampaignId>(),
  /** Null: every department. */
  departmentId: integer('department_id'),
  /** For a recount of all departments: the last one that is already counted; null: none. */
  afterDepartmentId: integer('after_department_id'),
})
