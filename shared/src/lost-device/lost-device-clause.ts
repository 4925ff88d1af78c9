/** Clause of the policy that asks for the report: lost or changed, tell at once. No schemas beside it: pages need none. */
export const LOST_CLAUSE = '3.2d'
