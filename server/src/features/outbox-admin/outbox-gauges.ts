import type { Deps } from '../../kernel/deps.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import type { GaugeSource } from '../../ports/gauge-source.ts'
import { backlogByTopic, countDead } from './outbox-admin-queries.ts'

/** What an operator should be woken for: effects that pile up, grow old, or were given up. */
export const outboxGauges = ({ db, clock }: Pick<Deps, 'db' | 'clock'>): readonly GaugeSource[] => [
  {
    name: 'desk_outbox_backlog',
    help: 'Effects that are owed, due or not',
    labels: ['topic'],
    async read() {
      const topics = await backlogByTopic(db, clock.now())
      return topics.map(({ topic, due, later, inFlight }) => ({ value: due + later + inFlight, labels: { topic } }))
    },
  },
  {
    name: 'desk_outbox_oldest_due_seconds',
    help: 'Seconds by which the oldest due effect is late; 0 when nothing is due',
    labels: [],
    async read() {
      const now = clock.now().getTime()
      const topics = await backlogByTopic(db, clock.now())
      const late = topics.map(({ oldestDueAt }) => (oldestDueAt === null ? 0 : now - oldestDueAt.getTime()))
      return [{ value: Math.max(0, ...late) / 1000 }]
    },
  },
  {
    name: 'desk_outbox_dead',
    help: 'Effects that were given up and wait for a person',
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
