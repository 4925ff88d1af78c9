// Apart from the schemas, so that a page that counts duties does not load the schema library.

/** Roles in which members hold duties, in the order of the page. */
export const dutyRoles = ['ops', 'hr', 'incident_handler', 'dept_admin', 'group_owner', 'employee'] as const

/**
 * The numbers of closed incidents and of answered problems are counted up to this, so that the page takes as long in a company that
 * has had ten times as many: this number stands for itself and every larger one.
 */
export const DUTY_COUNT_MAX = 1000

/** Returns such a number as text: `999+` if it was not counted further. */
export const cappedCount = (count: number): string =>
  count < DUTY_COUNT_MAX ? String(count) : `${String(DUTY_COUNT_MAX - 1)}+`

/** Returns the sum of the open numbers. */
export const owedCount = ({ owed }: { owed: readonly { count: number }[] }): number =>
  owed.reduce((sum, { count }) => sum + count, 0)
