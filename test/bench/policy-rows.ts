/** Returns the statements of one signature: its row, its audit entry, and the mark to count the department again. */
export const baselineStatements = (index: number, policyId: string): string[] => {
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
