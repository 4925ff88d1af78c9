import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import type { GaugeSource } from '../../ports/gauge-source.ts'
import { countBacklogByTopic, countDead } from './outbox-admin-queries.ts'

/** Returns the gauges for alerts of the outbox: jobs that accumulate, are late or became dead letters, and a pause. */
export const outboxGauges = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): readonly GaugeSource[] => [
  {
    name: 'desk_outbox_backlog',
    help: 'Pending jobs, due or not',
    labels: ['topic'],
    async read() {
      const topics = await countBacklogByTopic(db, clock.now())
      return topics.map(({ topic, due, later, inFlight }) => ({ value: due + later + inFlight, labels: { topic } }))
    },
  },
  {
    name: 'desk_outbox_oldest_due_seconds',
    help: 'Seconds by which the oldest job that may run is late; 0 when no job may run',
    labels: [],
    async read() {
      const now = clock.now().getTime()
      const topics = await countBacklogByTopic(db, clock.now())
      const late = topics.map(({ oldestDueAt }) => (oldestDueAt === null ? 0 : now - oldestDueAt.getTime()))
      return [{ value: Math.max(0, ...late) / 1000 }]
    },
  },
  {
    name: 'desk_outbox_dead',
    help: 'Dead letters that wait for ops',
    labels: [],
    read: async () => [{ value: await countDead(db) }],
  },
  {
    name: 'desk_outbox_paused',
    help: '1 while the outbox is paused',
    labels: [],
    read: async () => [{ value: (await readSetting(db, outboxPause)).value ? 1 : 0 }],
  },
]
