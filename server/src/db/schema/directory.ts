import { sql } from 'drizzle-orm'
import { boolean, date, index, integer, pgTable, smallint, text, uniqueIndex } from 'drizzle-orm/pg-core'
import { instant, keyText } from './columns.ts'

/** Mirror of the departments that the app may see. `path` runs from the root to the department itself. */
export const departments = pgTable(
  'departments',
  {
    id: integer('id').primaryKey(),
    name: text('name').notNull(),
    parentId: integer('parent_id').notNull(),
    sortOrder: integer('sort_order').notNull(),
    path: integer('path').array().notNull(),
    syncedAt: instant('synced_at').notNull(),
  },
  (table) => [
    index('departments_path_idx').using('gin', table.path),
    index('departments_parent_idx').on(table.parentId, table.sortOrder, table.id),
    index('departments_top_idx')
      .on(table.sortOrder, table.id)
      .where(sql`cardinality(${table.path}) = 1`),
  ],
)

/**
 * Mirror of the members that the app may see. Members who vanished stay, with status 5: requests and evidence name them.
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
    /** When WeCom was asked: what an older answer says is dropped. */
    syncedAt: instant('synced_at').notNull(),
    /** Departments that he leads in WeCom. */
    leaderOf: integer('leader_of').array().notNull().default([]),
    /** What he is found by: the name in lower case, its pinyin, and the first letters of its syllables. */
    nameKey: keyText('name_key').notNull().default(''),
    pinyin: keyText('pinyin').notNull().default(''),
    initials: keyText('initials').notNull().default(''),
    /** When he joined or came back; null: he was there before the mirror was. */
    employedSince: instant('employed_since'),
    leftAt: instant('left_at'),
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
    index('members_main_department_idx').on(table.mainDepartmentId),
    index('members_initials_idx')
      .on(table.initials, table.userid)
      .where(sql`${table.status} = 1`),
  ],
)

/** Who holds which role, where and until when. A department grant covers the whole subtree. */
export const roleGrants = pgTable(
  'role_grants',
  {
    id: text('id').primaryKey(),
    userid: text('userid').notNull(),
    role: text('role', { enum: ['dept_admin', 'ops', 'ops_lead', 'hr', 'auditor'] }).notNull(),
    /** Set for `dept_admin` only. */
    departmentId: integer('department_id'),
    /** `leader`: follows WeCom's is_leader_in_dept; `setting`: from the environment at first start. */
    source: text('source', { enum: ['leader', 'setting'] }).notNull(),
    grantedAt: instant('granted_at').notNull(),
    endedAt: instant('ended_at'),
    /** First and last day on which it holds, business calendar; null: no limit. */
    startsOn: date('starts_on', { mode: 'string' }),
    endsOn: date('ends_on', { mode: 'string' }),
    /** Asked to decide only where no other admin of the department is left. */
    isDeputy: boolean('is_deputy').notNull().default(false),
    /** Who of the management department stands behind a grant that WeCom proposed. */
    confirmedBy: text('confirmed_by'),
    confirmedAt: instant('confirmed_at'),
    /** Set when a person ended it: WeCom alone does not bring it back. */
    endedBy: text('ended_by'),
    /** Since when WeCom no longer names the holder of a confirmed grant as leader. */
    leadLostAt: instant('lead_lost_at'),
  },
  (table) => [
    uniqueIndex('role_grants_live_key')
      .on(sql`lower(${table.userid})`, table.role, sql`coalesce(${table.departmentId}, 0)`)
      .where(sql`${table.endedAt} is null`),
    // Also of grants that ended: what a person ever held.
    index('role_grants_userid_idx').on(sql`lower(${table.userid})`),
    index('role_grants_role_idx')
      .on(table.role, table.id)
      .where(sql`${table.endedAt} is null`),
    // What waits for the management department; home counts it.
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
