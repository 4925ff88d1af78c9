import { requestPlan, requestPoints } from './kill-plan.ts'
import { killRuns } from './kill-runs.ts'

process.exit(
  await killRuns({
    name: 'requests',
    points: requestPoints,
    minRunsForCoverage: 1000,
    defaultRuns: 1000,
    planOf: requestPlan,
  }),
)
