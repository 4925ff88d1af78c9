import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { backlogByTopic, countDead } from './outbox-health-queries.ts'

export type OutboxFigures = {
  backlog: { topic: string; count: number }[]
  /** Seconds by which the oldest due effect is late; 0 when nothing is due. */
  oldestAgeS: number
  dead: number
  paused: boolean
}

/** For the metrics: asked anew at every scrape. */
export async function outboxFigures({ db, clock }: Pick<Deps, 'db' | 'clock'>): Promise<OutboxFigures> {
  const now = clock.now()
  const topics = await backlogByTopic(db, now)
  const oldest = Math.min(now.getTime(), ...topics.flatMap(({ oldestDueAt }) => oldestDueAt?.getTime() ?? []))
  return {
    backlog: topics.map(({ topic, due, later, inFlight }) => ({ topic, count: due + later + inFlight })),
    oldestAgeS: (now.getTime() - oldest) / 1000,
    dead: await countDead(db),
    paused: (await readSetting(db, outboxPause)).value,
  }
}
