import { outboxPlan, outboxPoints } from './kill-plan.ts'
import { killRuns } from './kill-runs.ts'

process.exit(
  await killRuns({
    name: 'outbox',
    points: outboxPoints,
    minRunsForCoverage: 200,
    defaultRuns: 200,
    planOf: outboxPlan,
  }),
)
