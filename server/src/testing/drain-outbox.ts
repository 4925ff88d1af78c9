import type { AppDeps } from '../composition/app-deps.ts'
import { jobHandlers } from '../composition/job-handlers.ts'
import { claimJob } from '../outbox/outbox-queries.ts'
import { runJob } from '../outbox/run-job.ts'

const LEASE_MS = 8_000

/** Runs due jobs one after the other until none is left, also those that become due meanwhile. Returns their topics in order. */
export async function drainOutbox(deps: AppDeps, handlers = jobHandlers(deps)): Promise<string[]> {
  const topics: string[] = []
  for (;;) {
    const job = await claimJob(deps.db, deps.clock.now(), LEASE_MS)
    if (!job) return topics
    await runJob(deps, handlers, job)
    topics.push(job.topic)
  }
}
