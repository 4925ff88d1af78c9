import { createHash } from 'node:crypto'

const tokenOf = (userid: string) => userid.padEnd(40, 'x')

/** Returns the statement that signs in these members by inserting session rows. */
export function signInRows(userids: readonly string[]): string {
  const rows = userids.map((userid) => {
    const hash = createHash('sha256').update(tokenOf(userid)).digest('hex')
    return `('${hash}', 'ses_${userid}', '${userid}', 'bench', now(), now(), now() + interval '1 day', now(), now(), 'bench', 'bench')`
  })
  return `insert into sessions (token_hash, ref, userid, browser_hash, created_at, last_seen_at, expires_at,
    confirmed_at, role_used_at, user_agent, client_net) values ${rows.join(', ')}`
}

export const headersOf = (publicUrl: string) => (userid: string) => ({
  cookie: `desk_session=${tokenOf(userid)}`,
  origin: new URL(publicUrl).origin,
  'content-type': 'application/json',
  'x-requested-with': 'desk',
})

/** Returns the statements of one signature: its row, its audit entry, and the mark to count the department again. */
export const baselineStatements = (at: number, policyId: string): string[] => {
  const id = `sig_floor${String(at)}`
  return [
    `insert into policy_signatures (id, code, policy_id, version_id, version_no, person, occasion, signed_at, language, basis,
       clause_hashes, read_map, doc_hash, consent, department_id, sealed, hash)
     select '${id}', '${id}', policy_id, version_id, version_no, '${id}', 0, signed_at, language, basis, clause_hashes, read_map,
       doc_hash, consent, department_id, sealed, hash from policy_signatures where policy_id = '${policyId}' limit 1`,
    `insert into audit_entries (at, actor, action, object, details) values (now(), '${id}', 'floor', '${id}', '{"hash":"x"}')`,
    `insert into policy_recounts (policy_id, department_id) values ('${policyId}', 1)`,
  ]
}
