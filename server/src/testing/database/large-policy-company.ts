export type PolicySizes = {
  members: number
  policies: number
  signatures: number
  /** Lets only every nth member sign each policy; 1, the default: all members sign one policy after the other. */
  signsEvery?: number
  /** Inserts the counters too, instead of waiting until the product has counted. */
  isCounted?: boolean
}

const MEMBERS_PER_DEPARTMENT = 50
const DEPARTMENTS_PER_DIVISION = 40

/**
 * Statements that insert the counters that the product would count, in one transaction, whose lock keeps the product from
 * counting meanwhile.
 */
const counterStatements = [
  'lock table policy_recounts, policy_counters, policy_counts',
  'truncate policy_recounts, policy_counters, policy_counts',
  `insert into policy_counters (policy_id, department_id, state, own, total)
   select p.id, c.department_id, c.state, c.n, 0 from policies p
   cross join lateral (
     select bound.id as department_id, state, case state when 'signed' then coalesce(signed.n, 0) else bound.n - coalesce(signed.n, 0) end as n
     from (select main_department_id as id, count(*)::int as n from members where status = 1 group by 1) bound
     left join (select department_id as id, count(*)::int as n from policy_signatures where policy_id = p.id group by 1) signed
       on signed.id = bound.id
     cross join unnest(array['signed', 'open']) as state
   ) c where p.current_version_id is not null and c.n > 0`,
  `insert into policy_counts (policy_id, department_id, path, next_change_at)
   select distinct c.policy_id, c.department_id, array_prepend(0, d.path), null::timestamptz
   from policy_counters c join departments d on d.id = c.department_id`,
  `insert into policy_counters (policy_id, department_id, state, own, total)
   select o.policy_id, above, o.state, 0, sum(o.own)::int from policy_counters o
   join policy_counts c on c.policy_id = o.policy_id and c.department_id = o.department_id, unnest(c.path) as above
   group by 1, 2, 3
   on conflict (policy_id, department_id, state) do update set total = excluded.total`,
].join('; ')

/** Returns the statements that insert divisions, departments, members and earlier signatures. */
export function companyStatements({ members, signatures, signsEvery = 1, isCounted = false }: PolicySizes): string[] {
  const departments = Math.ceil(members / MEMBERS_PER_DEPARTMENT)
  const divisions = Math.ceil(departments / DEPARTMENTS_PER_DIVISION)
  return [
    `insert into departments (id, name, parent_id, sort_order, path, synced_at)
     select 1000 + n, '事业部' || n, 1, n, array[1, 1000 + n], now() from generate_series(1, ${String(divisions)}) n`,
    `insert into departments (id, name, parent_id, sort_order, path, synced_at)
     select 100000 + n, '部门' || n, 1001 + (n - 1) / ${String(DEPARTMENTS_PER_DIVISION)}, n,
       array[1, 1001 + (n - 1) / ${String(DEPARTMENTS_PER_DIVISION)}, 100000 + n], now()
     from generate_series(1, ${String(departments)}) n`,
    `insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at,
       name_key, pinyin, initials)
     select 'm' || lpad(n::text, 7, '0'), '成员' || n, '', array[100001 + (n - 1) / ${String(MEMBERS_PER_DEPARTMENT)}],
       100001 + (n - 1) / ${String(MEMBERS_PER_DEPARTMENT)}, '', '', 1, now(), '成员' || n, 'chengyuan' || n, 'cy' || n
     from generate_series(1, ${String(members)}) n`,
    `insert into policy_signers (person, userid, key, created_at)
     select 'psn_' || userid, userid, md5(userid), now() from members where userid ~ '^m[0-9]{7}$'`,
    `insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
       clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
     select 'sig_' || p.id || m.userid, p.place || '-' || m.userid, p.id, p.current_version_id, 1, 'psn_' || m.userid, 0, now(),
       'zh-CN', 'full', '{"1.1":"${'a'.repeat(64)}"}', '{"1.1":900}', '${'b'.repeat(64)}', '我已读完', m.main_department_id,
       '${'c'.repeat(200)}', '${'d'.repeat(64)}'
     from (select id, current_version_id, row_number() over (order by created_at, id) as place from policies
           where current_version_id is not null) p
     cross join (select userid, main_department_id from (
         select userid, main_department_id, row_number() over (order by userid) as n from members where userid ~ '^m[0-9]{7}$'
       ) ordered where n % ${String(signsEvery)} = 0 order by userid) m
     limit ${String(signatures)}`,
    ...(isCounted
      ? [counterStatements]
      : [`insert into policy_recounts (policy_id, department_id) values (null, null)`]),
    // The simulated WeCom does not know these members: a leased run keeps the server from reading its directory.
    `insert into directory_runs (started_at, department_ids, position, members, calls, claims, lease_owner, leased_until)
     values (now(), '{}', 0, 0, 0, 1, 'bench', now() + interval '1 day')`,
  ]
}

/** Statements that appoint an admin of each department, and give the reader of the pages every company-wide role. */
export const roleStatements: readonly string[] = [
  `insert into role_grants (id, userid, role, source, granted_at, confirmed_by, confirmed_at, department_id)
   select 'grt_' || lpad(d.id::text, 20, '0'), 'm' || lpad((d.id - 100000)::text, 7, '0'), 'dept_admin', 'leader', now(), 'setup',
     now(), d.id
   from departments d where d.id > 100000 on conflict do nothing`,
  `insert into role_grants (id, userid, role, source, granted_at)
   select 'grt_0000000000000000000' || n, 'chenhaiyan', role, 'setting', now()
   from unnest(array['auditor', 'compliance', 'hr', 'incident_handler']) with ordinality as roles(role, n) on conflict do nothing`,
]
