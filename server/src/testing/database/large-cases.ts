import { unchecked } from './unchecked.ts'

/** Joins `members` to their department and numbers them; the userids are those of `largeDirectory`. */
const people = `(select userid, members.name, main_department_id as department_id, path, row_number() over (order by userid) as n
  from members join departments on departments.id = main_department_id) p`

const idOf = (prefix: string, n = 'n') => `'${prefix}_' || lpad((${n})::text, 20, '0')`
/** Years of cases in the order of `n`, the newest a minute ago. */
const createdAt = `now() - interval '1 minute' - n * interval '20 minutes'`

/** SQL: which of the cases are open, and when those are due. */
type Cases = { isOpen: string; dueAt: string }
/** Few are open at a time. */
const ofCompany: Cases = { isOpen: 'n % 1000 = 0', dueAt: 'now()' }
/** As many as a list of the desk shows, in a company of any size; none has to be escalated yet. */
const ofDesk: Cases = { isOpen: 'n % 100 = 0 and n <= 10000', dueAt: `now() + interval '90 days'` }

/** Problems: one in twenty-five members asked one, and three more have it; the FAQ answers one in four of them. */
const feedback = ({ isOpen, dueAt }: Cases) => [
  `insert into feedback_problems (id, title, pinyin, state, asker_id, department_path, departments, asked_at, due_at,
     is_late_reported, people, round, outcome, answered_at, version)
   select ${idOf('fbk')}, '问题' || n, 'wenti' || n, case when ${isOpen} then 'collected' else 'confirmed' end, userid, path,
     path, ${createdAt}, case when ${isOpen} then ${dueAt} end, false, 4, 1, case when ${isOpen} then null else 'solved' end,
     case when ${isOpen} then null else ${createdAt} end, 1 from ${people} where n % 25 = 0`,
  `insert into feedback_askers (asked_as, userid, problem_id, text, department_id, asked_at, verdict, verdict_round)
   select ${idOf('fbk', 'p.n - p.n % 25 + 25')}, userid, ${idOf('fbk', 'p.n - p.n % 25 + 25')}, '', department_id, ${createdAt}, 'solved', 1
   from ${people} where n % 25 < 4`,
  `insert into feedback_places (department_id, state, asked_at, problem_id)
   select unnest(departments), state, asked_at, id from feedback_problems`,
  `insert into feedback_handlers (problem_id, userid, because, since)
   select f.id, g.userid, 'admin', f.asked_at from feedback_problems f
   join role_grants g on g.department_id = any(f.departments) and g.role = 'dept_admin' where f.state = 'collected'`,
  `insert into feedback_faqs (id, question, pinyin, answer, problem_id, changed_by, changed_at)
   select replace(id, 'fbk_', 'faq_'), title, pinyin, '', id, asker_id, asked_at from feedback_problems
   where right(id, 3)::int % 4 = 0`,
]

const questions = ({ isOpen }: Cases) => [
  `insert into policy_questions (id, policy_id, version_id, userid, is_open, asked_at)
   select ${idOf('que')}, 'pol_1', 'pov_1', userid, ${isOpen}, ${createdAt} from ${people} where n % 20 = 0`,
]

/** Reports of incidents, each with the admin of a department; one in twenty members made one. */
const incidents = ({ isOpen, dueAt }: Cases) => [
  `insert into incidents (id, no, kind, state, severity, recipient, is_unnamed, reporter_id, idempotency_key, body_hash,
     department_path, text, involved, at, due_at, is_restricted, outcome_text, closed_at, version)
   select ${idOf('inc')}, 'I' || n, 'other', case when ${isOpen} then 'routed' else 'closed' end, 'normal', 'department', false,
     userid, 'large-' || n, '', path, '', '{}', ${createdAt}, ${dueAt}, false, '', case when ${isOpen} then null else ${createdAt} end, 1
   from ${people} where n % 20 = 0`,
  `insert into incident_assignees (incident_id, userid, via, since)
   select i.id, g.userid, 'department', i.at from incidents i
   join role_grants g on g.department_id = any(i.department_path) and g.role = 'dept_admin'`,
]

/** Entries and departures over years, all but a few completed. */
const accounts = ({ isOpen, dueAt }: Cases) => [
  `insert into account_batches (id, submitted_by, submitted_at, idempotency_key, body_hash)
   select ${idOf('abt')}, userid, ${createdAt}, 'large-' || n, '' from ${people} where n % 10 = 0`,
  `insert into account_openings (id, batch_id, no, userid, name, department_id, department_names, position, starts_on, state,
     submitted_by, invite_count, late_notices, completed_at, version, updated_at)
   select ${idOf('aop', `n || '0' || line`)}, ${idOf('abt')}, line, 'new' || n || '-' || line, name, department_id, '{}', '',
     (${createdAt})::date, case when ${isOpen} then 'review' else 'completed' end, userid, 0, 0, case when ${isOpen} then null else ${createdAt} end, 1, now()
   from ${people} cross join generate_series(1, 3) line where n % 10 = 0`,
  `insert into account_closings (id, subject_id, department_path, kind, phase, version, disable_at, opened_by, opened_at, ended_at)
   select ${idOf('acl')}, userid, path, 'leave', case when ${isOpen} then 'preparing' else 'disabled' end, 1, ${dueAt}, userid,
     ${createdAt}, case when ${isOpen} then null else ${createdAt} end from ${people} where n % 5 = 0`,
  `insert into handover_items (id, closing_id, kind, object_id, title, state, heir_id, answered_at)
   select ${idOf('hov', `n || '0' || item`)}, ${idOf('acl')}, 'group', 'group' || item, '', case when ${isOpen} then 'offered' else 'accepted' end,
     userid, case when ${isOpen} then null else ${createdAt} end from ${people} cross join generate_series(1, 3) item where n % 5 = 0`,
  `insert into departure_reports (id, userid, reporter_id, reported_at, last_day, note, handled_at, answer)
   select ${idOf('dep')}, userid, userid, ${createdAt}, current_date, '', case when ${isOpen} then null else ${createdAt} end, ''
   from ${people} where n % 10 = 0`,
  `insert into console_deeds (at, operator_id, area, deed, kind, details, ip, dedupe_key, read_at, handled_at, note)
   select ${createdAt}, userid, 1, 1, (array['created', 'changed', 'deleted', 'setup'])[1 + n % 4], '', '', 'large-' || n, now(),
     case when ${isOpen} then null else now() end, '' from ${people} where n % 3 = 0`,
]

const partners = [
  `insert into partners (userid, company, sponsor, ends_on, since, set_by)
   select userid, '顺达', userid, current_date + (40 + n % 300)::int, now(), userid from ${people} where n % 100 = 1`,
]

/** Confirmations of one campaign that ended, and a year of custody; each member answered. */
const confirmations = [
  `insert into confirmations (id, campaign_id, userid, answer, method, by, at, department_id, hash, field_hashes, wrong_fields)
   select ${idOf('cfm')}, 'cmp_1', userid, 'right', 'self', userid, ${createdAt}, department_id, '', '{}', '{}' from ${people}`,
  `insert into custody_asks (userid, year, asked_at, confirmed_at)
   select lower(userid), 2025, now(), now() from ${people}`,
]

/** A log that contains every entry, and a checkpoint that was sent for each of its days. */
export const largeLog = [
  `insert into audit_logs (no, origin, vkey, chain_seq, at) values (1, 'large', '', 0, now()) on conflict do nothing`,
  `insert into audit_log_batches (log, first_index, size, first_seq, last_seq, seqs, hashes, leaves)
   select 1, 3999, 1, max(seq), max(seq), array[max(seq)], '', '' from audit_entries having count(*) > 0`,
  `insert into audit_checkpoints (log, size, note, at) select 1, n, '', now() from generate_series(1, 4000) n`,
  `insert into audit_log_anchors (log, size, at) select log, size, at from audit_checkpoints`,
  `insert into audit_timestamps (log, size, token, at) select log, size, '', at from audit_checkpoints`,
].map(unchecked)

/** The statements that insert cases of all kinds, in numbers that grow with the members. */
export const largeCases: readonly string[] = [
  ...[feedback, questions, incidents, accounts].flatMap((rows) => rows(ofCompany)).map(unchecked),
  ...[...partners, ...confirmations].map(unchecked),
  ...largeLog,
  'vacuum analyze',
]

/**
 * Returns the statements that insert problems, incidents and accounts for the lists of the desk, and links of the evidence
 * room. The reader handles every incident.
 */
export const deskCases = (reader: string): string[] =>
  [
    ...[feedback, incidents, accounts].flatMap((rows) => rows(ofDesk)),
    `insert into incident_assignees (incident_id, userid, via, since) select id, '${reader}', 'handler', at from incidents`,
    `insert into auditor_links (id, name, token_hash, policy_ids, from_day, to_day, created_by, created_at, expires_at, views)
     select ${idOf('alk')}, '审计 ' || n, 'desk' || n, '{}', current_date - 30, current_date, '${reader}', ${createdAt}, now(), 0
     from generate_series(1, 150) n`,
  ].map(unchecked)
