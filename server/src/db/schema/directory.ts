import { grantRoles } from '@desk/shared/roles/role-names'
import { sql } from 'drizzle-orm'
import { boolean, date, index, integer, pgTable, smallint, text, uniqueIndex, bigint, jsonb } from 'drizzle-orm/pg-core'
import { instant, keyText } from './columns.ts'

/** Departments visible to the app, as last synced. `path` is the path from the root to the department itself. */
export const departments = pgTable(
  'departments',
  {
    id: integer('id').primaryKey(),
    name: text('name').notNull(),
    parentId: integer('parent_id').notNull(),
    /** At most 2^32 - 1; the largest comes first (doc 90208). */
    sortOrder: bigint('sort_order', { mode: 'number' }).notNull(),
    path: integer('path').array().notNull(),
    syncedAt: instant('synced_at').notNull(),
  },
  (table) => [
    index('departments_path_idx').using('gin', table.path),
    index('departments_parent_idx').on(table.parentId, table.sortOrder.desc().nullsFirst(), table.id),
    index('departments_top_idx')
      .on(table.sortOrder.desc().nullsFirst(), table.id)
      .where(sql`cardinality(${table.path}) = 1`),
  ],
)

/**
 * Members visible to the app, as last synced. Members who disappeared from WeCom keep their row with status 5, since
 * requests and evidence refer to them.
 */
export const members = pgTable(
  'members',
  {
    userid: text('userid').primaryKey(),
    name: text('name').notNull(),
    alias: text('alias').notNull(),
    departmentIds: integer('department_ids').array().notNull(),
    mainDepartmentId: integer('main_department_id'),
    position: text('position').notNull(),
    telephone: text('telephone').notNull(),
    /** 1 active, 2 disabled, 4 not activated, 5 left (doc 90196). */
    status: smallint('status').notNull(),
    /** When WeCom was queried. An older response never overwrites a newer one. */
    syncedAt: instant('synced_at').notNull(),
    /** Departments that the member leads in WeCom. */
    leaderOf: integer('leader_of').array().notNull().default([]),
    /** Search keys: lower-case name, pinyin, and pinyin initials. */
    nameKey: keyText('name_key').notNull().default(''),
    pinyin: keyText('pinyin').notNull().default(''),
    initials: keyText('initials').notNull().default(''),
    /** When the member joined or rejoined; null for members of the first sync. */
    employedSince: instant('employed_since'),
    leftAt: instant('left_at'),
    /** When the member's identity as a signer was last erased. Their earlier signatures can no longer be found. */
    signerErasedAt: instant('signer_erased_at'),
    /** Whether the WeCom attribute named by the setting `partners.mark` says that the member is a partner. */
    isMarkedPartner: boolean('is_marked_partner').notNull().default(false),
  },
  (table) => [
    // WeCom compares userids without regard to case.
    uniqueIndex('members_userid_lower_key').on(sql`lower(${table.userid})`),
    index('members_name_key_idx')
      .on(table.nameKey, table.userid)
      .where(sql`${table.status} = 1`),
    index('members_pinyin_idx')
      .on(table.pinyin, table.userid)
      .where(sql`${table.status} = 1`),
    // For the list of people. A former member whose userid was given to another person is stored as `…@former-…`.
    index('members_present_name_key_idx')
      .on(table.nameKey, table.userid)
      .where(sql`${table.status} <> 5 and ${table.userid} not like '%@former-%'`),
    index('members_departments_idx').using('gin', table.departmentIds),
    // For the search of members who left or are disabled.
    index('members_inactive_name_key_idx')
      .on(table.nameKey, table.userid)
      .where(sql`${table.status} <> 1`),
    index('members_inactive_pinyin_idx')
      .on(table.pinyin, table.userid)
      .where(sql`${table.status} <> 1`),
    index('members_inactive_initials_idx')
      .on(table.initials, table.userid)
      .where(sql`${table.status} <> 1`),
    index('members_signer_erased_idx')
      .on(table.signerErasedAt)
      .where(sql`${table.signerErasedAt} is not null`),
    index('members_main_department_idx').on(table.mainDepartmentId),
    // For the list of members who joined since a day.
    index('members_employed_since_idx')
      .on(table.employedSince)
      .where(sql`${table.employedSince} is not null`),
    index('members_initials_idx')
      .on(table.initials, table.userid)
      .where(sql`${table.status} = 1`),
  ],
)

/** Grants: which member has which role, where and until when. A department grant covers the whole subtree. */
export const roleGrants = pgTable(
  'role_grants',
  {
    id: text('id').primaryKey(),
    userid: text('userid').notNull(),
    role: text('role', { enum: [...grantRoles] }).notNull(),
    /** Set for `dept_admin` only. */
    departmentId: integer('department_id'),
    /** `leader`: follows WeCom's is_leader_in_dept; `setting`: by a person, or by the environment at first start. */
    source: text('source', { enum: ['leader', 'setting'] }).notNull(),
    grantedAt: instant('granted_at').notNull(),
    endedAt: instant('ended_at'),
    /** First and last day of the grant, business calendar; null: no limit. */
    startsOn: date('starts_on', { mode: 'string' }),
    endsOn: date('ends_on', { mode: 'string' }),
    /** Becomes an approver only when the department has no other admin. */
    isDeputy: boolean('is_deputy').notNull().default(false),
    /** Who granted the role, or confirmed what WeCom proposed. */
    confirmedBy: text('confirmed_by'),
    confirmedAt: instant('confirmed_at'),
    /** Set when a person ended the grant; a sync does not restore it. */
    endedBy: text('ended_by'),
    /** Since when WeCom no longer lists the holder of a confirmed grant as leader. */
    leadLostAt: instant('lead_lost_at'),
  },
  (table) => [
    uniqueIndex('role_grants_live_key')
      .on(sql`lower(${table.userid})`, table.role, sql`coalesce(${table.departmentId}, 0)`)
      .where(sql`${table.endedAt} is null`),
    // Includes ended grants, for a person's role history.
    index('role_grants_userid_idx').on(sql`lower(${table.userid})`),
    index('role_grants_role_idx')
      .on(table.role, table.id)
      .where(sql`${table.endedAt} is null`),
    // Grants that ops must review; counted on the home page.
    index('role_grants_proposed_idx')
      .on(table.grantedAt, table.id)
      .where(
        sql`${table.endedAt} is null and ((${table.source} = 'leader' and ${table.confirmedAt} is null) or ${table.leadLostAt} is not null)`,
      ),
    index('role_grants_department_idx')
      .on(table.departmentId)
      .where(sql`${table.endedAt} is null`),
  ],
)

/**
 * Full syncs of the directory. An unfinished one is continued at its next department by the instance that gets its
 * lease; at most one is unfinished.
 */
export const directoryRuns = pgTable(
  'directory_runs',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    startedAt: instant('started_at').notNull(),
    finishedAt: instant('finished_at'),
    /** Abandoned: too old to continue, or its result was rejected as implausible. */
    abandonedAt: instant('abandoned_at'),
    /** In reading order; the first `position` of them are done. */
    departmentIds: integer('department_ids').array().notNull(),
    position: integer('position').notNull(),
    members: integer('members').notNull(),
    calls: integer('calls').notNull(),
    /** How often a process claimed the run; above 1 after a crash or a failed call. */
    claims: integer('claims').notNull(),
    lastError: text('last_error'),
    leaseOwner: text('lease_owner'),
    leasedUntil: instant('leased_until'),
  },
  (table) => [
    uniqueIndex('directory_runs_open_key')
      .on(sql`(true)`)
      .where(sql`${table.finishedAt} is null and ${table.abandonedAt} is null`),
    index('directory_runs_finished_idx').on(table.finishedAt),
  ],
)

export const directoryChangeKinds = [
  'joined',
  'left',
  'renamed',
  'moved',
  'leader',
  'status',
  'position',
  'department_added',
  'department_renamed',
  'department_moved',
  'department_removed',
] as const

/** Changes of the directory: who or what changed and how, never a name. */
export const directoryChanges = pgTable(
  'directory_changes',
  {
    id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant('at').notNull(),
    /** `run:12`, `callback:345`, or `sign_in`. */
    source: text('source').notNull(),
    kind: text('kind', { enum: directoryChangeKinds }).notNull(),
    userid: text('userid'),
    departmentId: integer('department_id'),
    /** Department ids or status before and after; empty for names. */
    details: jsonb('details').$type<{ from?: readonly number[]; to?: readonly number[] }>().notNull(),
  },
  (table) => [
    index('directory_changes_at_idx').on(table.at),
    index('directory_changes_userid_idx').on(sql`lower(${table.userid})`, table.at),
  ],
)
