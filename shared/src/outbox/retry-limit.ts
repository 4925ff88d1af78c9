/** Maximum number of failed jobs of one cause that are put back into the queue at once. */
export const RETRIED_AT_ONCE = 200
