import type { MemberActor } from '@desk/shared/identity/actor'
import type { OutboxHealth, OutboxQuery } from '@desk/shared/outbox/outbox-schemas'
import { DAY_MS } from '@desk/shared/kernel/durations'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { authorizeRole } from '../../access/authorize.ts'
import { findUserids } from '../../directory/find-userids.ts'
import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { restoreMarker } from '../../outbox/restore-marker.ts'
import type { JobHandlers } from '../../outbox/run-job.ts'
import { backlogByTopic, countDead, DAY_JOBS_MAX, endedSince, listDead, subjectsOf } from './outbox-admin-queries.ts'

const SHOWN = 100
/** Members that a name may mean. */
const PEOPLE_MAX = 100

/** Returns the pending jobs by topic, and the latest dead letters with their causes. */
export async function getOutbox(
  { db, clock }: Pick<Deps, 'db' | 'clock'>,
  handlers: JobHandlers,
  actor: MemberActor,
  { q }: OutboxQuery = {},
): Promise<OutboxHealth> {
  authorizeRole(actor, 'ops')
  const now = clock.now()
  const pause = await readSetting(db, outboxPause)
  const { value: mark } = await readSetting(db, restoreMarker)
  const topics = await backlogByTopic(db, now)
  const day = await endedSince(db, new Date(now.getTime() - DAY_MS))
  const search = q ? { text: q, userids: await findUserids(db, q, PEOPLE_MAX) } : null
  const dead = await listDead(db, SHOWN, search)
  const subjectOf = await subjectsOf(
    db,
    dead.map(({ payload }) => payload),
  )
  return {
    paused: pause.value,
    pausedBy: pause.by,
    pausedAt: pause.at?.toISOString() ?? null,
    restored:
      mark === null || mark.resumedAt !== null
        ? null
        : { at: mark.at, because: mark.because, lookedAt: mark.lookedAt, found: mark.found },
    topics: topics.map((figures) => ({ ...figures, oldestDueAt: figures.oldestDueAt?.toISOString() ?? null })),
    dead: dead.map(({ id, topic, payload, lastError, attempts, deadAt }) => {
      const subject = subjectOf(payload)
      return {
        id,
        topic,
        about: [subject?.requestNo, subject?.personName].filter(Boolean).join(' · '),
        path: subject ? pagePaths.request(subject.requestId) : null,
        cause: lastError ?? '',
        attempts,
        deadAt: (deadAt ?? now).toISOString(),
        canBeDoneByHand: handlers[topic]?.confirmManually !== undefined,
      }
    }),
    deadCount: await countDead(db),
    day: {
      slots: day.slots.map(({ at, ...figures }) => ({ at: at.toISOString(), ...figures })),
      isPartial: day.read >= DAY_JOBS_MAX,
    },
    now: now.toISOString(),
  }
}
