import { returnAnswers } from '@desk/shared/accounts/joiner-fields'
import { openingStates } from '@desk/shared/accounts/opening-states'
import type { Id } from '@desk/shared/kernel/ids'
import { sql } from 'drizzle-orm'
import { date, index, integer, pgTable, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant } from './columns.ts'

/** Entries that were submitted together, one or many. The management department confirms them by the hash of their plan. */
export const accountBatches = pgTable(
  'account_batches',
  {
    id: text('id').$type<Id<'accountBatch'>>().primaryKey(),
    submittedBy: text('submitted_by').notNull(),
    submittedAt: instant('submitted_at').notNull(),
    idempotencyKey: text('idempotency_key').notNull(),
    bodyHash: text('body_hash').notNull(),
  },
  (table) => [
    uniqueIndex('account_batches_idempotency_key').on(sql`lower(${table.submittedBy})`, table.idempotencyKey),
    index('account_batches_submitter_idx').on(sql`lower(${table.submittedBy})`, table.submittedAt),
  ],
)

/** An account to be opened, from the entry by HR to the end of the first day. */
export const accountOpenings = pgTable(
  'account_openings',
  {
    id: text('id').$type<Id<'accountOpening'>>().primaryKey(),
    batchId: text('batch_id')
      .$type<Id<'accountBatch'>>()
      .notNull()
      .references(() => accountBatches.id),
    /** Line in the batch. */
    no: integer('no').notNull(),
    userid: text('userid').notNull(),
    name: text('name').notNull(),
    /** Deleted with the class `contact`, once the account was activated or the entry ended. */
    mobile: text('mobile'),
    email: text('email'),
    departmentId: integer('department_id').notNull(),
    departmentPath: text('department_names').array().notNull(),
    position: text('position').notNull(),
    startsOn: date('starts_on', { mode: 'string' }).notNull(),
    /** Set for partners only, all three. */
    company: text('company'),
    sponsorId: text('sponsor_id'),
    endsOn: date('ends_on', { mode: 'string' }),
    state: text('state', { enum: openingStates }).notNull(),
    submittedBy: text('submitted_by').notNull(),
    /** What HR answered about a former member of this name or account; null: there was none. */
    returnAnswer: text('return_answer', { enum: returnAnswers }),
    /** Why WeCom refused it, or what differed. */
    failure: text('failure'),
    /** Why the management department returned it or left it out. */
    reason: text('reason'),
    reviewedBy: text('reviewed_by'),
    reviewedAt: instant('reviewed_at'),
    /** Set before the first call that creates the account: from then on the userid may be this entry's. */
    attemptedAt: instant('attempted_at'),
    accountCreatedAt: instant('account_created_at'),
    invitedAt: instant('invited_at'),
    inviteCount: integer('invite_count').notNull(),
    activatedAt: instant('activated_at'),
    /** Reminders to HR and the department admins about a member who has not signed in. */
    lateNotices: integer('late_notices').notNull(),
    dataAnswer: text('data_answer', { enum: ['right', 'wrong'] }),
    /** Hash of the fields that the answer is about. */
    dataHash: text('data_hash'),
    passwordAttestedAt: instant('password_attested_at'),
    /** When the job saw that nothing is left to sign, and that a guardian was asked. */
    policiesSignedAt: instant('policies_signed_at'),
    guardianAskedAt: instant('guardian_asked_at'),
    adminMetAt: instant('admin_met_at'),
    completedAt: instant('completed_at'),
    version: integer('version').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    uniqueIndex('account_openings_line_key').on(table.batchId, table.no),
    // One entry at a time plans an account of this userid.
    uniqueIndex('account_openings_userid_key')
      .on(sql`lower(${table.userid})`)
      .where(
        sql`${table.state} in ('review', 'returned', 'scheduled', 'creating', 'by_hand', 'failed', 'created', 'invited')`,
      ),
    index('account_openings_person_idx').on(sql`lower(${table.userid})`, table.updatedAt),
    index('account_openings_starts_idx').on(table.startsOn, table.id),
    index('account_openings_state_idx').on(table.state, table.startsOn, table.id),
    index('account_openings_completed_idx')
      .on(table.completedAt, table.id)
      .where(sql`${table.state} = 'completed'`),
    index('account_openings_mobile_idx')
      .on(table.mobile)
      .where(sql`${table.mobile} is not null`),
    index('account_openings_email_idx')
      .on(table.email)
      .where(sql`${table.email} is not null`),
  ],
)
