/** Maximum number of failed jobs of one cause that one command puts back into the queue. */
export const MAX_REQUEUED_JOBS = 200
