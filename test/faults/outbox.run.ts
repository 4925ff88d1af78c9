import { outboxPlan, outboxPoints } from './kill-plan.ts'
import { killRuns } from './kill-runs.ts'
import { runShard } from './kill-shard.ts'

process.exit(
  await killRuns({
    name: 'outbox',
    points: outboxPoints,
    minRunsForCoverage: 200,
    defaultRuns: 200,
    run: (databaseServer, name, { seed, ...shard }) =>
      runShard(databaseServer, name, { ...shard, planOf: (index) => outboxPlan(index, seed) }),
  }),
)
