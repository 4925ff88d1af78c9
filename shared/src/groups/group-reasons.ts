/** Reasons to refuse or return a group request, with their clauses. */
export const groupReasons = {
  refusal: { not_needed: '4.1c1', join_existing: '4.1c1' },
  return: { unclear_name: '4.1c1', wrong_members: '4.1c1' },
} as const
