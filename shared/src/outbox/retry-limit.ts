/** Failed jobs of one cause that one press puts back into the queue at most. */
export const RETRIED_AT_ONCE = 200
