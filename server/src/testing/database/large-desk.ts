import { largeGroups } from './large-groups.ts'
import { unchecked } from './unchecked.ts'

/** Days for which the board of every stored department is kept. */
const DAYS = 30
/** Days in which the entries of the audit were made. */
const AUDIT_DAYS = 20
const GROUP_SIZE = 8

/** Returns the statements that move a publication back and store the board of each day since, as the job at midnight does. */
export const pastStatements = (policyId: string): string[] => [
  `set session_replication_role = replica;
   update policy_versions set published_at = published_at - interval '${String(DAYS)} days',
     asks_since = asks_since - interval '${String(DAYS)} days' where policy_id = '${policyId}' and published_at is not null;
   set session_replication_role = default`,
  `insert into policy_snapshots (policy_id, day, department_id, version_id, counts, taken_at)
   select p.id, (now() at time zone 'Asia/Shanghai')::date - n, c.department_id, p.current_version_id,
     jsonb_build_object('signed', c.signed * (${String(DAYS)} - n) / ${String(DAYS)}, 'pending',
       c.bound - c.signed * (${String(DAYS)} - n) / ${String(DAYS)}, 'overdue', 0, 'questioned', 0, 'undelivered', 0,
       'exempt', 0, 'excluded', 0, 'changeOnly', 0), now()
   from policies p
   join (select policy_id, department_id, sum(total)::int as bound,
       coalesce(sum(total) filter (where state = 'signed'), 0)::int as signed
     from policy_counters group by policy_id, department_id) c on c.policy_id = p.id,
   generate_series(1, ${String(DAYS)}) n where p.id = '${policyId}'`,
]

const DIGITS = 7
/** The people whose userid is a letter and seven digits, with their number. */
const numbered = `(select userid, main_department_id, n from (
  select userid, main_department_id, row_number() over (order by userid) as n from members
  where userid ~ '^[a-z][0-9]{${String(DIGITS)}}$') one) m`

type Company = {
  members: number
  /** The letter that begins the userids. */
  prefix: string
  policyId: string
}

/** Returns the statements that insert what the lists of the desk show, in numbers that grow with the members. */
export const largeDesk = (company: Company): string[] =>
  [
    ...auditRows(company),
    ...deliveryRows,
    ...lostRows,
    ...policyRows(company.policyId),
    ...largeGroups(Math.round(company.members / 5), GROUP_SIZE, company.members, company.prefix),
    'vacuum analyze',
  ].map((statement) => (statement.startsWith('insert') ? unchecked(statement) : statement))

/**
 * Creates ten entries per member, over the same days in a company of any size: a larger one has more entries a day, not more days.
 * One entry in ten is about a person. A hundred are of a rare action in a company of any size: as many as a page shows, which
 * would else have fewer rows in a small one.
 */
const auditRows = ({ members, prefix }: Company): string[] => [
  `insert into audit_entries (at, actor, action, object, details)
   select now() - (1 - n / ${String(members * 10)}::float) * interval '${String(AUDIT_DAYS)} days',
     case when n % 100 < 70 then 'psn_' || who.userid when n % 100 < 90 then who.userid else 'chenhaiyan' end,
     case when n % ${String(members / 10)} = 99 then 'roles.revoke' when n % 100 < 70 then 'policy.signed'
       when n % 100 < 90 then 'request.submitted' else 'policy.record_read' end,
     'obj_' || n, case when n % 100 >= 90 then jsonb_build_object('userid', who.userid) else '{}' end
   from generate_series(1, ${String(members * 10)}) n
   cross join lateral (select '${prefix}' || lpad((1 + n / 10 % ${String(members)})::text, 7, '0') as userid) who`,
]

const deliveryRows: string[] = [
  `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at, confirmed_at, role_used_at,
     user_agent, client_net)
   select 'desk' || n, 'ses_' || lpad(n::text, 20, '0'), userid, 'desk' || n, now(), now(), now() + interval '7 days', now(), now(),
     'x', 'x' from ${numbered}`,
  `insert into policy_unreached (userid, since) select userid, now() from ${numbered} where n % 10 = 7`,
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence, done_at)
   select 'notice.send', '{}', 'desk-done:' || userid, 'desk:' || userid, now(), 0, 1, now() from ${numbered}`,
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence)
   select 'notice.digest', '{}', 'desk-later:' || userid, 'desk:' || userid, now() + interval '30 days', 0, 0
   from ${numbered} where n % 100 = 0`,
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence, dead_at, last_error)
   select 'notice.send', '{}', 'desk-dead:' || userid, 'desk:' || userid, now(), 5, 1, now(), 'wecom.60020'
   from ${numbered} where n <= 200`,
]

const lostId = `'req_' || lpad('9' || m.n, 20, '0')`
const lostRows: string[] = [
  `insert into requests (id, no, kind, applicant_id, department_path, payload, seen_hash, state, outcome, version,
     idempotency_key, body_hash, created_at, updated_at, phase)
   select ${lostId}, 'L' || upper(lpad(to_hex(m.n), 7, '0')), 'lost_device', userid, '{1}', '{}', 'x', 'done',
     '{"verdicts": {}, "written": false, "readBack": {}}', 1, 'desk-lost-' || m.n, 'x', now(), now(), 'closed'
   from ${numbered} where n % 10 = 0`,
  `insert into lost_cases (request_id, subject_id, label, reporter_id, reporter_kind, phase, why, last_seen_at, note,
     reported_at, attempts, rung, called, aftercare, is_false, ended_at)
   select ${lostId}, userid, '某人', userid, 'dept_admin', 'closed', 'lost', now(), '', now() - m.n * interval '1 minute', 1, 0,
     '{}', '{}', false, now() - m.n * interval '1 minute'
   from ${numbered} where n % 10 = 0`,
  `insert into account_suspensions (userid, cause, ordered_at, ended_at)
   select userid, 'lost', now() - m.n * interval '1 minute', now() - m.n * interval '1 minute'
   from ${numbered} where n % 10 = 0`,
]

/** Returns the statements that let every fifth person sign the version in force. */
export const largeSignatures = (policyId: string): string[] => [
  `insert into policy_signers (person, userid, key, created_at)
   select 'psn_' || userid, userid, md5(userid), now() from ${numbered} on conflict do nothing`,
  `insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
     clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
   select 'sig_' || userid, 'desk-' || userid, p.id, p.current_version_id, 1, 'psn_' || userid, 0, now(), 'zh-CN', 'full',
     '{"1":"x"}', '{"1":900}', 'x', '我已读完', main_department_id, 'x', 'x'
   from ${numbered} cross join policies p where p.id = '${policyId}' and n % 5 = 0`,
]

const policyRows = (policyId: string): string[] => [
  `insert into policy_openings (userid, version_id, opened_at)
   select userid, p.current_version_id, now() from ${numbered} cross join policies p
   where p.id = '${policyId}' and n % 3 = 0 on conflict do nothing`,
  `insert into policy_exemptions (id, policy_id, userid, reason, until, by, at)
   select 'exm_desk' || n, '${policyId}', userid, '长假', current_date + (20 + n % 300)::int, 'chenhaiyan', now()
   from ${numbered} where n % 50 = 1`,
  `insert into partners (userid, company, sponsor, ends_on, since, set_by)
   select userid, '顺达', 'chenhaiyan', current_date + (40 + n % 300)::int, now() - interval '90 days', 'chenhaiyan'
   from ${numbered} where n % 50 in (3, 5)`,
  `insert into notices (task_id, event, object_id, userid, dedupe_key, state, planned_at, admitted_at, policy_ids)
   select 'desk' || n || '-' || at, 'policy.reminded', 'desk' || at, userid, 'desk:' || n || ':' || at, 'sent', now(), now(),
     array['${policyId}'] from ${numbered} cross join generate_series(1, 3) at`,
  // One in fifty joined this year.
  `update members set employed_since = now() - interval '100 days' from ${numbered} where m.userid = members.userid and n % 50 = 9`,
  `insert into policy_recounts (policy_id, department_id) values ('${policyId}', null)`,
]
