import type { Audience } from '@desk/shared/policies/audience'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import { policyLanguages, versionKinds, versionStates } from '@desk/shared/policies/policy-flow'
import { attachmentTypes } from '@desk/shared/comments/comment-schemas'
import { sql } from 'drizzle-orm'
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  uniqueIndex,
} from 'drizzle-orm/pg-core'
import { bytes, instant } from './columns.ts'

/** Policies that members acknowledge. `audience` is a copy from the version in force. */
export const policies = pgTable(
  'policies',
  {
    id: text('id').primaryKey().$type<`pol_${string}`>(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull(),
    /** Null until a version took effect. */
    currentVersionId: text('current_version_id').$type<`pov_${string}`>(),
    audience: jsonb('audience').$type<Audience>(),
    /** A request to retire the policy, which a second person has to confirm; null and empty: none. */
    retireAskedBy: text('retire_asked_by'),
    retireAskedAt: instant('retire_asked_at'),
    retireReason: text('retire_reason').notNull().default(''),
    retiredBy: text('retired_by'),
    /** Nobody has to sign it any more; its texts and signatures stay. */
    retiredAt: instant('retired_at'),
    /** Incremented with every change of a draft or a version. */
    edition: integer('edition').notNull(),
    /** Idempotency key from the client: a policy that is created twice is one. */
    idempotencyKey: text('idempotency_key'),
  },
  (table) => [uniqueIndex('policies_idempotency_key').on(table.createdBy, table.idempotencyKey)],
)

export const policyVersions = pgTable(
  'policy_versions',
  {
    id: text('id').primaryKey().$type<`pov_${string}`>(),
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    no: integer('no').notNull(),
    label: text('label'),
    state: text('state', { enum: [...versionStates] }).notNull(),
    kind: text('kind', { enum: [...versionKinds] }),
    reason: text('reason').notNull().default(''),
    content: jsonb('content').$type<PolicyDraft>().notNull(),
    /** Signatures of versions before this one do not count. */
    requiresNo: integer('requires_no').notNull().default(0),
    /** SHA-256 of the whole text, by language. */
    docHashes: jsonb('doc_hashes').$type<Partial<Record<(typeof policyLanguages)[number], string>>>().notNull(),
    authorId: text('author_id').notNull(),
    /** All authors; none of them may approve it. In lower case. */
    writers: text('writers').array().notNull().default([]),
    createdAt: instant('created_at').notNull(),
    /** Why it was returned to its authors; empty: not returned, or submitted again. */
    returnReason: text('return_reason').notNull().default(''),
    returnedBy: text('returned_by'),
    approvedBy: text('approved_by'),
    approvedAt: instant('approved_at'),
    approvalComment: text('approval_comment').notNull().default(''),
    /** SHA-256 of the content that was approved; no other content is published. */
    approvedHash: text('approved_hash'),
    publishedBy: text('published_by'),
    /** When it took effect. */
    publishedAt: instant('published_at'),
    effectiveOn: date('effective_on', { mode: 'string' }),
    /** Start of the signing period: when the oldest version whose signature still counts took effect. */
    requiredSince: instant('asks_since'),
  },
  (table) => [uniqueIndex('policy_versions_no_key').on(table.policyId, table.no)],
)

/** Clauses as they were published. Append-only. */
export const policyClauses = pgTable(
  'policy_clauses',
  {
    versionId: text('version_id').notNull().$type<`pov_${string}`>(),
    language: text('language', { enum: [...policyLanguages] }).notNull(),
    ordinal: integer('ordinal').notNull(),
    clauseId: text('clause_id').notNull(),
    no: text('no').notNull(),
    title: text('title').notNull(),
    body: text('body').notNull(),
    why: text('why').notNull(),
    hash: text('hash').notNull(),
    /** Number of the version that last changed it and required signing. */
    requiredSinceNo: integer('asked_since').notNull(),
  },
  (table) => [primaryKey({ name: 'policy_clauses_pkey', columns: [table.versionId, table.language, table.clauseId] })],
)

/**
 * The identity of a signer, and the key to their encrypted evidence. Without this row the evidence stays valid and is
 * anonymous.
 */
export const policySigners = pgTable(
  'policy_signers',
  {
    person: text('person').primaryKey().$type<`psn_${string}`>(),
    userid: text('userid').notNull(),
    /** The userid under which they signed, once WeCom assigned it to another person. Null: it is `userid`. */
    formerUserid: text('former_userid'),
    key: text('key').notNull(),
    createdAt: instant('created_at').notNull(),
  },
  (table) => [uniqueIndex('policy_signers_userid_key').on(sql`lower(${table.userid})`)],
)

/** Signatures: one row per person, version and occasion. Append-only. */
export const policySignatures = pgTable(
  'policy_signatures',
  {
    id: text('id').primaryKey().$type<`sig_${string}`>(),
    /** The receipt code that people read to each other. */
    code: text('code').notNull().unique('policy_signatures_code_key'),
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    versionId: text('version_id').notNull().$type<`pov_${string}`>(),
    versionNo: integer('version_no').notNull(),
    person: text('person').notNull().$type<`psn_${string}`>(),
    /** Since when signatures of this person count: a new value after they rejoined or a new signature was requested. */
    occasion: bigint('occasion', { mode: 'number' }).notNull(),
    signedAt: instant('signed_at').notNull(),
    language: text('language', { enum: [...policyLanguages] }).notNull(),
    basis: text('basis', { enum: ['full', 'delta'] }).notNull(),
    /** Hash of every clause of the version, by its id. */
    clauseHashes: jsonb('clause_hashes').$type<Record<string, string>>().notNull(),
    readMap: jsonb('read_map').$type<Record<string, number>>().notNull(),
    docHash: text('doc_hash').notNull(),
    consent: text('consent').notNull(),
    departmentId: integer('department_id'),
    /** Name, typed name, session, truncated address and client, encrypted with the person's key. */
    sealed: text('sealed').notNull(),
    /** SHA-256 over all of the above; the evidence log contains it. */
    hash: text('hash').notNull(),
  },
  (table) => [
    uniqueIndex('policy_signatures_once_key').on(table.versionId, table.person, table.occasion),
    index('policy_signatures_person_idx').on(table.policyId, table.person, table.versionNo),
    index('policy_signatures_own_idx').on(table.person, table.signedAt),
  ],
)

export const policyExemptions = pgTable(
  'policy_exemptions',
  {
    id: text('id').primaryKey().$type<`exm_${string}`>(),
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    userid: text('userid').notNull(),
    reason: text('reason').notNull(),
    /** The last day; null: until a person ends it. */
    until: date('until', { mode: 'string' }),
    by: text('by').notNull(),
    at: instant('at').notNull(),
    endedAt: instant('ended_at'),
    endedBy: text('ended_by'),
  },
  (table) => [
    index('policy_exemptions_person_idx').on(sql`lower(${table.userid})`, table.policyId),
    // Exemptions that end, by their last day.
    index('policy_exemptions_until_idx')
      .on(table.until)
      .where(sql`${table.endedAt} is null and ${table.until} is not null`),
  ],
)

/** Exceptions of one person: a personal due date, a reaffirmation, or since when the policy applies to them. */
export const policyExceptions = pgTable(
  'policy_exceptions',
  {
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    /** In lower case. */
    userid: text('userid').notNull(),
    dueAt: instant('due_at'),
    /** The version that the due date applies to; later versions are not affected. */
    dueVersionNo: integer('due_version_no'),
    reaffirmSince: instant('reaffirm_since'),
    /**
     * Start of the person's signing period: when the policy began to apply to them. Earlier signatures count as well.
     */
    requiredFrom: instant('asked_from'),
    reason: text('reason').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ name: 'policy_exceptions_pkey', columns: [table.policyId, table.userid] })],
)

/** What `policy_exceptions` said before each change, so that a past day is read as it was. */
export const policyExceptionHistory = pgTable(
  'policy_exception_history',
  {
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    /** In lower case. */
    userid: text('userid').notNull(),
    dueAt: instant('due_at'),
    dueVersionNo: integer('due_version_no'),
    reaffirmSince: instant('reaffirm_since'),
    requiredFrom: instant('asked_from'),
    at: instant('at').notNull(),
    /** When it was replaced. */
    until: instant('until').notNull(),
  },
  (table) => [
    primaryKey({ name: 'policy_exception_history_pkey', columns: [table.policyId, table.userid, table.until] }),
    index('policy_exception_history_until_idx').on(table.policyId, table.until),
  ],
)

/** When a person first opened a version that they had to sign. Deleted with the signer's identity. */
export const policyFirstViews = pgTable(
  'policy_openings',
  {
    /** In lower case. First in the key, so that the rows of a person can be deleted. */
    userid: text('userid').notNull(),
    versionId: text('version_id').notNull().$type<`pov_${string}`>(),
    openedAt: instant('opened_at').notNull(),
  },
  (table) => [primaryKey({ name: 'policy_openings_pkey', columns: [table.userid, table.versionId] })],
)

export const policyQuestions = pgTable(
  'policy_questions',
  {
    id: text('id').primaryKey().$type<`que_${string}`>(),
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    versionId: text('version_id').notNull().$type<`pov_${string}`>(),
    userid: text('userid').notNull(),
    clauseId: text('clause_id'),
    isOpen: boolean('is_open').notNull(),
    askedAt: instant('asked_at').notNull(),
    closedAt: instant('closed_at'),
    /** Idempotency key from the client: a question that is sent twice is asked once. */
    idempotencyKey: text('idempotency_key'),
  },
  (table) => [
    uniqueIndex('policy_questions_idempotency_key').on(table.userid, table.idempotencyKey),
    index('policy_questions_person_idx').on(sql`lower(${table.userid})`, table.policyId),
    index('policy_questions_open_idx')
      .on(table.policyId, table.askedAt)
      .where(sql`${table.isOpen}`),
    // Answered questions, which become entries of the FAQ.
    index('policy_questions_answered_idx')
      .on(table.askedAt, table.id)
      .where(sql`not ${table.isOpen}`),
  ],
)

export const policyMessages = pgTable(
  'policy_messages',
  {
    questionId: text('question_id').notNull().$type<`que_${string}`>(),
    no: integer('no').notNull(),
    by: text('by').notNull(),
    text: text('text').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [primaryKey({ name: 'policy_messages_pkey', columns: [table.questionId, table.no] })],
)

/**
 * Files of a policy. A version's files are part of its content and its hash. Append-only, except for files that no
 * version includes.
 */
export const policyFiles = pgTable(
  'policy_files',
  {
    id: text('id').primaryKey().$type<`pfl_${string}`>(),
    policyId: text('policy_id').notNull().$type<`pol_${string}`>(),
    name: text('name').notNull(),
    type: text('type', { enum: attachmentTypes }).notNull(),
    size: integer('size').notNull(),
    sha256: text('sha256').notNull(),
    /** Kept as long as evidence refers to the file. */
    bytes: bytes('bytes').notNull(),
    by: text('by').notNull(),
    at: instant('at').notNull(),
  },
  (table) => [index('policy_files_policy_idx').on(table.policyId, table.at)],
)
