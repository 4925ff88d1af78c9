/** The campaign of the measured company: everybody is asked, four of five confirmed. */
export const CAMPAIGN = 'cfc_0measured01'

/** Today in the company's time zone. A campaign that asked today asks nobody until tomorrow, when the bench is over. */
const ASKED_TODAY = `(now() at time zone 'Asia/Shanghai')::date`

const hash = `encode(sha256(convert_to(concat_ws(chr(31), 'confirmation-v1', '${CAMPAIGN}', lower(userid), 'name', name), 'UTF8')), 'hex')`

/** Statements that insert a campaign, its answers, and the counters that the product would count. */
export const confirmationStatements: readonly string[] = [
  `insert into confirmation_campaigns (id, title, audience, fields, starts_on, ends_on, created_by, created_at,
     idempotency_key, started_at, asked_on)
   select '${CAMPAIGN}', '信息核对', '{"everyone":true,"departments":[],"roles":[],"partners":false,"people":[]}', array['name'],
     current_date - 1, current_date + 30, 'chenhaiyan', now(), 'measured', now() - interval '1 day', ${ASKED_TODAY}`,
  `insert into confirmations (id, campaign_id, userid, answer, method, by, at, department_id, hash, field_hashes, wrong_fields)
   select 'cfn_' || userid, '${CAMPAIGN}', lower(userid), 'ok', 'card', userid, now(), main_department_id, ${hash}, '{}', '{}'
   from members where userid ~ '^m[0-9]{7}$' and right(userid, 1) not in ('0', '5')`,
  'truncate confirmation_recounts',
  `insert into confirmation_counters (campaign_id, department_id, state, own, total)
   select '${CAMPAIGN}', main_department_id, case when c.seq is null then 'pending' else 'confirmed' end, count(*)::int, 0
   from members m left join confirmations c on c.userid = lower(m.userid)
   where m.status = 1 and m.main_department_id is not null group by 2, 3`,
  `insert into confirmation_counters (campaign_id, department_id, state, own, total)
   select '${CAMPAIGN}', above, o.state, 0, sum(o.own)::int from confirmation_counters o
   join departments d on d.id = o.department_id, unnest(array_prepend(0, d.path)) as above
   group by 2, 3 on conflict (campaign_id, department_id, state) do update set total = excluded.total`,
]
