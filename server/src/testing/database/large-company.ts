import { unchecked } from './unchecked.ts'

/*
 * SQL that generates a company of any size inside the database, for measuring plans and times. Each statement runs
 * separately, without parameters. Nothing here is signed or in the evidence log; only lists read it.
 */

/**
 * Generates `count` members in a tree of departments of three levels, forty to a department. The first member of each
 * department leads it; one in a hundred of these grants is not confirmed.
 */
export const largeDirectory = (count: number): string[] => {
  const departments = Math.max(2, Math.ceil(count / 40))
  const home = `2 + (n - 1) % ${departments - 1}`
  return [
    `insert into departments (id, name, parent_id, sort_order, path, synced_at)
     select id, '部门' || id, case when id = 1 then 0 when id <= 21 then 1 else 2 + id % 20 end, id,
       case when id = 1 then array[1] when id <= 21 then array[1, id] else array[1, 2 + id % 20, id] end, now()
     from generate_series(1, ${departments}) id`,
    `insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status,
       synced_at, name_key, pinyin, initials)
     select 'u' || lpad(n::text, 7, '0'), '成员' || n, '', array[${home}], ${home}, '工程师', '', 1, now(),
       '成员' || n, 'chengyuan' || n, 'cy' || n
     from generate_series(1, ${count}) n`,
    `insert into role_grants (id, userid, role, department_id, source, granted_at, confirmed_by, confirmed_at)
     select 'grt_' || lpad(n::text, 20, '0'), 'u' || lpad(n::text, 7, '0'), 'dept_admin', ${home}, 'leader', now(),
       case when n % 100 = 0 then null else 'setup' end, case when n % 100 = 0 then null else now() end
     from generate_series(1, ${departments - 1}) n`,
    'analyze',
  ]
}

/** The approver of each member: the admin of their department, or of the next one above with another leader. */
const people = `
  create table large_people as
  select row_number() over (order by m.userid) - 1 as n, m.userid, d.path, decider.userid as decider
  from members m
  join departments d on d.id = m.main_department_id
  cross join lateral (
    select g.userid from unnest(d.path) with ordinality as up(id, level)
    join role_grants g on g.department_id = up.id and g.role = 'dept_admin' and g.ended_at is null
    where g.userid <> m.userid order by up.level desc, g.userid limit 1) as decider
  where m.status = 1`

/** Minimum number of requests that are not ended, for a short history too: a load test decides each of them once. */
const MIN_CURRENT = 250

// The newest few of a thousand are open; most of the others were done.
const stateOf = (count: number) => `
  case
    when n > ${Math.min(count * 0.996, count - MIN_CURRENT)} then (array['open','open','open','open','open','returned','decided','executing'])[1 + n % 8]
    when n % 100 < 90 then 'done' when n % 100 < 95 then 'refused' when n % 100 < 99 then 'withdrawn' else 'failed'
  end`

const isDecided = `state in ('done', 'refused', 'failed', 'decided', 'executing')`
const idOf = (prefix: string, number: string) => `'${prefix}_' || lpad(${number}, 20, '0')`
const YEARS = 3

/** Generates `count` requests of these members over three years, each with all its rows. */
export const largeHistory = (count: number): string[] =>
  statementsOf(count).map((statement) => (statement.startsWith('insert') ? unchecked(statement) : statement))

const statementsOf = (count: number): string[] => [
  people,
  `create unique index large_people_idx on large_people (n)`,
  `insert into requests (id, no, kind, applicant_id, department_path, payload, seen_hash, state, outcome, decided_by,
     decided_at, version, idempotency_key, body_hash, created_at, updated_at, phase, waiting_since, due_at, urge_count)
   select ${idOf('req', 'r.n::text')}, upper(lpad(to_hex(r.n), 8, '0')), 'info_change', p.userid, p.path,
     '{"position": {"from": "工程师", "to": "高级工程师"}}', encode(sha256(('seen' || r.n)::bytea), 'hex'), r.state,
     '{"verdicts": {}, "written": false, "readBack": {}}', case when ${isDecided} then p.decider end,
     case when ${isDecided} then at + interval '3 hours' end, 1, 'large-key-' || r.n, 'x', at, at + interval '4 hours',
     case when r.state = 'done' then 'closed' end, at,
     case when r.state = 'open' then now() + (r.n % 48 - 8) * interval '1 hour' end, 0
   from (
     select n, ${stateOf(count)} as state,
       now() - interval '1 minute' - (${count} - n) * (interval '${YEARS} years' / ${count}) as at
     from generate_series(1, ${count}) n) r
   join large_people p on p.n = (r.n * 7919::bigint) % (select count(*) from large_people)`,
  `insert into request_candidates (request_id, userid, asked_at, closed_at, because)
   select r.id, p.decider, r.created_at, case when r.state <> 'open' then r.updated_at end, 'admin'
   from requests r join large_people p on p.userid = r.applicant_id`,
  `insert into request_events (id, request_id, seq, at, actor_id, type, details)
   select ${idOf('evt', `substr(r.id, 10) || kind.seq`)}, r.id, kind.seq, r.created_at + kind.seq * interval '1 hour',
     case when kind.seq = 1 then r.applicant_id when kind.seq = 2 then r.decided_by end, kind.type, '{}'
   from requests r cross join (values (1, 'submitted'), (2, 'decided'), (3, 'written'), (4, 'read_back_equal')) kind(seq, type)
   where kind.seq = 1 or (kind.seq = 2 and r.decided_by is not null) or r.state = 'done'`,
  `insert into cards (task_id, request_id, userid, purpose, msgid, delivered, sent_at)
   select ${idOf('crd', `substr(c.request_id, 10) || '0'`)}, c.request_id, c.userid, 'decide', 'm', 'yes', c.asked_at
   from request_candidates c`,
  `insert into notices (task_id, event, object_id, userid, dedupe_key, state, planned_at, admitted_at)
   select task_id, 'request.asked', request_id, userid, 'asked:' || request_id || ':' || userid, 'sent', sent_at, sent_at
   from cards`,
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence, done_at)
   select 'notice.ask', jsonb_build_object('taskId', task_id), 'notice.ask:' || task_id, 'card:' || task_id, sent_at, 0, 1, sent_at
   from cards`,
  `insert into comments (id, request_id, author_id, text, created_at)
   select ${idOf('cmt', `substr(id, 5)`)}, id, applicant_id, '请看附件', created_at from requests where substr(id, 24) = '1'`,
  `insert into blobs (key, bytes) select 'large-' || id, '' from comments`,
  `insert into attachments (id, owner_id, comment_id, name, type, size, blob_key, created_at)
   select ${idOf('att', `substr(id, 5)`)}, author_id, id, '证明.pdf', 'application/pdf', 0, 'large-' || id, created_at from comments`,
  ...ofPeople,
  ...sealedAudit,
  'drop table large_people',
  'analyze',
]

const lostId = idOf('req', `'9' || lpad(n::text, 12, '0')`)

/** Generates rows that grow with the members and not with their requests. */
const ofPeople = [
  // Pending and not due: without a backlog every partial index is one page, and the planner uses any of them.
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence)
   select 'notice.digest', '{}', 'large-digest:' || userid, 'digest:' || userid, now() + interval '30 days', 0, 0
   from large_people where n < 5000`,
  `insert into drafts (userid, kind, content, version, saved_at, stored_at)
   select lower(userid), 'info_change', '{}', 1, now(), now() - n % 28 * interval '1 day' from large_people where n % 5 = 0`,
  `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, ended_at,
     confirmed_at, role_used_at, user_agent, client_net)
   select 'large' || n || '-' || at, 'ses_' || lpad(n || '0' || at, 20, '0'), userid, 'large' || n, now(), now(),
     now() + interval '7 days', case when at > 1 then now() end, now(), now(), 'x', 'x'
   from large_people cross join generate_series(1, 4) at`,
  // Years of lost devices, all but a few closed; every second member has a guardian.
  `insert into requests (id, no, kind, applicant_id, department_path, payload, seen_hash, state, outcome, version,
     idempotency_key, body_hash, created_at, updated_at, phase)
   select ${lostId}, 'L' || upper(lpad(to_hex(n), 7, '0')), 'lost_device', decider, path, '{}', 'x',
     case when n % 2000 = 0 then 'executing' else 'done' end, '{"verdicts": {}, "written": false, "readBack": {}}', 1,
     'large-lost-' || n, 'x', now() - interval '30 days' - n * interval '10 minutes', now(),
     case when n % 2000 = 0 then 'locked' else 'closed' end
   from large_people where n % 10 = 0`,
  `insert into lost_cases (request_id, subject_id, label, reporter_id, reporter_kind, phase, why, last_seen_at, note,
     reported_at, attempts, rung, called, aftercare, is_false, ended_at)
   select ${lostId}, userid, '某人', decider, 'dept_admin', case when n % 2000 = 0 then 'locked' else 'closed' end, 'lost',
     now(), '', now() - interval '30 days' - n * interval '10 minutes', 1, 0, '{}', '{}', false,
     case when n % 2000 = 0 then null else now() end
   from large_people where n % 10 = 0`,
  `insert into account_suspensions (userid, cause, ordered_at, ended_at)
   select userid, 'lost', now() - interval '30 days' - n * interval '10 minutes', case when n % 2000 = 0 then null else now() end
   from large_people where n % 10 = 0`,
  // A directory sync, unlike `largeDirectory`, has begun them already.
  'insert into employments (userid, name) select userid, name from members on conflict do nothing',
  `insert into guardians (ward_id, guardian_id, state, since) select userid, decider, 'accepted', now() from large_people where n % 2 = 1`,
  `insert into directory_changes (at, source, kind, userid, details)
   select now() - n * interval '1 minute', 'run:1', 'status', userid, '{}' from large_people where n % 2 = 0`,
  `insert into delegations (id, principal, delegate, starts_on, ends_on, note, created_at)
   select 'dlg_' || lpad(n::text, 20, '0'), decider, userid, current_date - 400 - n::int % 300, current_date - 390 - n::int % 300, '', now()
   from large_people where n % 3 = 0`,
]

/** Generates one audit entry per request, in one block: the sealing job finds nothing to do. */
const sealedAudit = [
  `insert into audit_entries (at, actor, action, object, details)
   select created_at, applicant_id, 'request.submitted', id, '{}' from requests order by created_at`,
  `insert into audit_blocks (no, first_seq, last_seq, seqs, row_hashes, rows_hash, prev_hash, hash, sealed_at)
   select coalesce((select max(no) from audit_blocks), 0) + 1, min(seq), max(seq), '{}', '{}', '', '', '', now()
   from audit_entries where seq > coalesce((select max(last_seq) from audit_blocks), 0) having count(*) > 0`,
  `insert into audit_anchors (block_no, hash, rows, at)
   select max(no), '', (select count(*) from audit_entries), now() from audit_blocks having count(*) > 0`,
]
