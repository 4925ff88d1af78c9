import type { MemberActor } from '@desk/shared/identity/actor'
import {
  DAILY_MESSAGES_PER_ACCOUNT,
  type JobView,
  type OutboxHealth,
  type OutboxQuery,
} from '@desk/shared/outbox/outbox-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { authorizeRole } from '../../access/authorize.ts'
import { today } from '../../access/grant-conditions.ts'
import { lastFinished } from '../../directory/last-run-queries.ts'
import { findUserids } from '../../directory/find-userids.ts'
import type { ReadDeps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { listActiveRefusals } from '../../kernel/wecom-refusals-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { restoreMarker } from '../../outbox/restore-marker.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { type FoundJob, listDeadLetters, listOtherJobs } from './find-jobs-queries.ts'
import { subjectsOf } from './job-subjects-queries.ts'
import { countBacklogByTopic, countDeadByCause, countEndedSince, measureLatencySince } from './outbox-admin-queries.ts'
import { countSentMessages } from './sent-messages-queries.ts'

/** Maximum number of dead letters shown. */
const SHOWN = 100
/** Maximum number of members whom a search considers. */
const PEOPLE_MAX = 100

/**
 * Returns the pending jobs by topic and one by one, the latest dead letters with their causes, and how the jobs of the last
 * day ended. The query narrows the lists, not the figures.
 */
export async function getOutbox(
  { db, clock, site }: ReadDeps,
  handlers: JobHandlers,
  actor: MemberActor,
  { q, kind }: OutboxQuery = {},
): Promise<OutboxHealth> {
  authorizeRole(actor, 'ops')
  const now = clock.now()
  const pause = await readSetting(db, outboxPause)
  const { value: mark } = await readSetting(db, restoreMarker)
  const topics = await countBacklogByTopic(db, now)
  const dayAgo = new Date(now.getTime() - DAY_MS)
  const day = await countEndedSince(db, dayAgo)
  const { latency, latencyLeftOut } = await measureLatencySince(db, dayAgo)
  const startOfDay = instantOf(site.timeZone, today({ clock, site }), 0)
  const { sent, isPartial } = await countSentMessages(db, startOfDay)
  const members = (await lastFinished(db))?.members ?? null
  const refusals = await listActiveRefusals(db, now)
  const filter = {
    search: q ? { text: q, userids: await findUserids(db, q, PEOPLE_MAX) } : null,
    kind: kind ?? null,
  }
  const dead = await listDeadLetters(db, SHOWN, filter)
  const jobs = await listOtherJobs(db, now, SHOWN, filter)
  const causes = await countDeadByCause(db)
  const subjectOf = await subjectsOf(
    db,
    [...dead, ...jobs].map(({ payload }) => payload),
  )
  const viewOf = ({ id, topic, payload, lastError, attempts }: FoundJob) => {
    const subject = subjectOf(payload)
    const others = subject?.others ?? 0
    const name = others > 0 ? `${subject?.name ?? ''} +${String(others)}` : subject?.name
    return {
      id,
      topic,
      about: [subject?.request?.no, name].filter(Boolean).join(' · '),
      path: subject?.request ? pagePaths.request(subject.request.id) : null,
      cause: lastError ?? '',
      attempts,
    }
  }
  return {
    paused: pause.value,
    pausedBy: pause.by,
    pausedAt: pause.at?.toISOString() ?? null,
    restored:
      mark === null || mark.resumedAt !== null
        ? null
        : { at: mark.at, because: mark.because, lookedAt: mark.lookedAt, found: mark.found },
    topics: topics.map((figures) => ({ ...figures, oldestDueAt: figures.oldestDueAt?.toISOString() ?? null })),
    dead: dead.map((job) => ({
      ...viewOf(job),
      deadAt: (job.deadAt ?? now).toISOString(),
      canBeClosedManually: handlers[job.topic]?.confirmManually !== undefined,
    })),
    deadCount: causes.reduce((sum, { count }) => sum + count, 0),
    causes,
    jobs: jobs.map((job) => ({
      ...viewOf(job),
      state: stateOf(job, now),
      at: (job.doneAt ?? job.runAt).toISOString(),
    })),
    day: {
      slots: day.slots.map(({ at, ...figures }) => ({ at: at.toISOString(), ...figures })),
      isPartial: day.isPartial,
    },
    latency,
    latencyLeftOut,
    messages: {
      today: sent,
      isPartial,
      members,
      limitAtLeast: members === null ? null : members * DAILY_MESSAGES_PER_ACCOUNT,
    },
    gates: refusals
      .filter((refusal) => refusal.kind === 'gate')
      .map(({ subject, until }) => ({ api: subject, until: until.toISOString() })),
    now: now.toISOString(),
  }
}

function stateOf({ doneAt, isLeased, attempts, runAt }: FoundJob, now: Date): JobView['state'] {
  if (doneAt !== null) return 'done'
  if (isLeased) return 'running'
  if (attempts > 0) return 'retrying'
  return runAt.getTime() > now.getTime() ? 'later' : 'due'
}
