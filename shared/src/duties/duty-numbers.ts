// Apart from the schemas, so that a page that counts duties does not load the schema library.

/** Roles in which members hold duties, in the order of the page. */
export const dutyRoles = ['ops', 'hr', 'incident_handler', 'dept_admin', 'group_owner', 'employee'] as const

/**
 * Closed incidents and answered problems are counted up to this, so that the page does not become slower as they accumulate. A
 * count of this value means this many or more.
 */
export const DUTY_COUNT_MAX = 1000

/** Returns a count as text: `999+` if it was not counted further. */
export const cappedCount = (count: number): string =>
  count < DUTY_COUNT_MAX ? String(count) : `${String(DUTY_COUNT_MAX - 1)}+`

/** Returns how many items the duty still requires. */
export const owedCount = ({ owed }: { owed: readonly { count: number }[] }): number =>
  owed.reduce((sum, { count }) => sum + count, 0)
