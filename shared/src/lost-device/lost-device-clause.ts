/**
 * Clause of the policy that requires the report of a lost or changed device. In its own file, so that pages load no
 * schemas.
 */
export const LOST_CLAUSE = '3.2d'
