import { requestPlan, requestPoints } from './kill-plan.ts'
import { killRuns } from './kill-runs.ts'
import { runShard } from './kill-shard.ts'

process.exit(
  await killRuns({
    name: 'requests',
    points: requestPoints,
    minRunsForCoverage: 1000,
    defaultRuns: 1000,
    run: (databaseServer, name, { seed, ...shard }) =>
      runShard(databaseServer, name, { ...shard, planOf: (index) => requestPlan(index, seed) }),
  }),
)
