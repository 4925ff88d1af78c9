/** Reasons to refuse a request to be exempt, with their clauses. Such a request is never returned. */
export const exemptionReasons = { refusal: { must_sign: '2.1b', later_due_date: '2.1b' }, return: {} } as const
