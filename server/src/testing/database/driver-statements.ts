// Statements that a measurement runs through the driver alone, to compare the server with it. They read and write the rows of an
// action, without what the server derives from them.

type Statement = { text: string; values: unknown[] }

/** A request with its applicant and one of its approvers. */
type ReadRequest = { id: string; applicant: string; approver: string }

/** Returns, by action, the statements that read the rows of a request or a list. */
export const readStatements = {
  home: ({ applicant }) => [
    {
      text: `select * from requests where applicant_id = $1 and state in ('open', 'returned', 'decided', 'executing')
        order by created_at desc, id desc limit 4`,
      values: [applicant],
    },
  ],
  'own list': ({ applicant }) => [
    {
      text: 'select * from requests where applicant_id = $1 order by created_at desc, id desc limit 21',
      values: [applicant],
    },
  ],
  'waiting list': ({ approver }) => [
    {
      text: `select r.* from request_candidates c join requests r on r.id = c.request_id
        where lower(c.userid) = lower($1) and c.closed_at is null order by c.asked_at, c.request_id limit 21`,
      values: [approver],
    },
  ],
  'handled list': ({ approver }) => [
    {
      text: `select * from requests where lower(decided_by) = lower($1) order by decided_at desc, id desc limit 21`,
      values: [approver],
    },
  ],
  detail: ({ id }) => [
    { text: 'select * from requests where id = $1', values: [id] },
    { text: 'select * from request_candidates where request_id = $1', values: [id] },
    { text: 'select * from request_events where request_id = $1 order by seq', values: [id] },
    { text: 'select * from comments where request_id = $1 order by created_at', values: [id] },
  ],
} satisfies Record<string, (request: ReadRequest) => Statement[]>

/** The statements that insert the rows of one submitted request: approver, timeline, audit, notice, card and two jobs. */
export const submitStatements = [
  `insert into requests (id, no, kind, applicant_id, department_path, payload, seen_hash, state, outcome, version,
     idempotency_key, body_hash, created_at, updated_at)
   values ($1, $1, 'info_change', $2, array[1, 2], '{}', 'x', 'withdrawn', '{}', 1, $1, 'x', now(), now())`,
  `insert into request_candidates (request_id, userid, asked_at, closed_at) values ($1, $2, now(), now())`,
  `insert into request_events (id, request_id, seq, at, actor_id, type, details) values ('e' || $1, $1, 1, now(), $2, 'submitted', '{}')`,
  `insert into audit_entries (at, actor, action, object, details) values (now(), $2, 'request.submitted', $1, '{}')`,
  `insert into notices (task_id, event, object_id, userid, dedupe_key, state, planned_at) values ('c' || $1, 'request.asked', $1, $2, $1, 'sent', now())`,
  `insert into cards (task_id, request_id, userid, purpose, delivered, round) values ('c' || $1, $1, $2, 'decide', 'no', 1)`,
  `insert into outbox (topic, payload, dedupe_key, group_key, run_at, attempts, fence, done_at)
   select 'floor', '{}', $1 || n || $2, $1, now(), 0, 0, now() from generate_series(1, 2) n`,
]

/** Returns the statements of one signature: its row, its audit entry, and the mark to count the department again. */
export const signatureStatements = (index: number, policyId: string): string[] => {
  const id = `sig_floor${String(index)}`
  return [
    `insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
       clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
     select '${id}', '${id}', policy_id, version_id, version_no, '${id}', 0, signed_at, language, basis, clause_hashes, read_map,
       doc_hash, consent, department_id, sealed, hash from policy_signatures where policy_id = '${policyId}' limit 1`,
    `insert into audit_entries (at, actor, action, object, details) values (now(), '${id}', 'floor', '${id}', '{"hash":"x"}')`,
    `insert into policy_recounts (policy_id, department_id) values ('${policyId}', 1)`,
  ]
}

/** The members who act, and the objects on which they act. */
export type DriverSubjects = {
  applicant: string
  approver: string
  author: string
  requestId: string
  policyId: string
}

/** Returns the statements with which every request begins: they read the session, the member and their roles. */
const viewerRows = (userid: string): Statement[] => [
  { text: 'select * from sessions where userid = $1 limit 1', values: [userid] },
  { text: 'select * from members where userid = $1', values: [userid] },
  { text: 'select * from role_grants where userid = $1 and ended_at is null', values: [userid] },
]

const homeRows = (userid: string): Statement[] => [
  ...viewerRows(userid),
  {
    text: `select * from requests where applicant_id = $1 and state in ('open', 'returned', 'decided', 'executing')
      order by created_at desc, id desc limit 4`,
    values: [userid],
  },
  { text: 'select * from guardians where ward_id = $1', values: [userid] },
  {
    text: `select p.id, v.label, v.published_at, s.signed_at from policies p
      join policy_versions v on v.id = p.current_version_id
      left join policy_signers i on lower(i.userid) = lower($1)
      left join policy_signatures s on s.version_id = v.id and s.person = i.person
      where p.retired_at is null`,
    values: [userid],
  },
]

const submission = (id: string, userid: string): Statement[] =>
  submitStatements.map((text) => ({ text, values: [id, userid] }))

/** Returns, by action, the statements that read or write its rows; those of a write insert other rows in each round. */
export const driverStatements = (subjects: DriverSubjects): Record<string, (round: number) => Statement[]> => {
  const { applicant, approver, author, requestId, policyId } = subjects
  const policy = {
    text: 'select p.*, v.* from policies p join policy_versions v on v.id = p.current_version_id where p.id = $1',
    values: [policyId],
  }
  return {
    'home page': () => homeRows(applicant),
    'home page of an approver': () => [
      ...homeRows(approver),
      {
        text: 'select count(*), min(asked_at) from request_candidates where lower(userid) = lower($1) and closed_at is null',
        values: [approver],
      },
    ],
    'home data': () => homeRows(applicant),
    'own requests': () => [
      ...viewerRows(applicant),
      {
        text: 'select * from requests where applicant_id = $1 order by created_at desc, id desc limit 21',
        values: [applicant],
      },
    ],
    approvals: () => [
      ...viewerRows(approver),
      {
        text: `select r.* from request_candidates c join requests r on r.id = c.request_id
          where lower(c.userid) = lower($1) and c.closed_at is null order by c.asked_at, c.request_id limit 21`,
        values: [approver],
      },
    ],
    'request page': () => [
      ...viewerRows(approver),
      { text: 'select * from requests where id = $1', values: [requestId] },
      { text: 'select * from request_candidates where request_id = $1', values: [requestId] },
      { text: 'select * from request_events where request_id = $1 order by seq', values: [requestId] },
      { text: 'select * from comments where request_id = $1 order by created_at', values: [requestId] },
    ],
    'policy page': () => [
      ...viewerRows(applicant),
      policy,
      {
        text: `select c.* from policy_clauses c join policies p on p.current_version_id = c.version_id
          where p.id = $1 and c.language = 'zh-CN' order by c.ordinal`,
        values: [policyId],
      },
    ],
    'board page': () => [
      ...viewerRows(author),
      policy,
      { text: 'select * from policy_counters where policy_id = $1', values: [policyId] },
      { text: 'select * from policy_counts where policy_id = $1', values: [policyId] },
    ],
    submit: (round) => submission(`req_submitdriver${String(round).padStart(8, '0')}`, applicant),
    decide: (round) => submission(`req_decidedriver${String(round).padStart(8, '0')}`, applicant),
    sign: (round) => signatureStatements(round, policyId).map((text) => ({ text, values: [] })),
  }
}
