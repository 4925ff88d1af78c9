/** Inserts without checking foreign keys, which would take most of the time: the generated keys are correct. */
export const unchecked = (statement: string): string =>
  `set session_replication_role = replica; ${statement}; set session_replication_role = default`
