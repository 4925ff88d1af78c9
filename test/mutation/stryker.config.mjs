import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Mutation tests of the rules that determine who may do what, in which state and by when. A mutant that no test detects
 * means that a rule is not tested. Run by `npm run mutation`.
 */
export default {
  mutate: [
    // Permissions.
    'server/src/access/authorize.ts',
    'shared/src/identity/role-rules.ts',
    'shared/src/pages/route-rules.ts',
    'shared/src/pages/people-route-rules.ts',
    'shared/src/requests/permissions.ts',
    'shared/src/lost-device/lost-device-rules.ts',
    // State machines and next actors.
    'shared/src/requests/model/request-flow.ts',
    'shared/src/requests/who-acts-next.ts',
    'shared/src/groups/group-flow.ts',
    'shared/src/groups/group-states.ts',
    'shared/src/lost-device/lost-device.ts',
    'shared/src/policies/policy-flow.ts',
    'shared/src/incidents/incident-flow.ts',
    'shared/src/feedback/feedback-flow.ts',
    'shared/src/accounts/opening-states.ts',
    'shared/src/accounts/close/closing-flow.ts',
    // Names and due times.
    'shared/src/groups/naming.ts',
    'shared/src/groups/similar-names.ts',
    'shared/src/requests/model/decision-time.ts',
    'shared/src/kernel/working-calendar.ts',
    'shared/src/incidents/incident-clock.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  // Only the files that the tests of rules need are copied.
  ignorePatterns: [
    '**',
    '!package.json',
    '!tsconfig.base.json',
    '!shared/src/**',
    '!shared/*.json',
    '!server/*.json',
    '!server/src/access/**',
    '!server/src/kernel/app-error.ts',
    '!test/mutation/**',
  ],
  coverageAnalysis: 'perTest',
  thresholds: { high: 95, low: 90, break: 85 },
  reporters: ['clear-text', 'html'],
  clearTextReporter: {
    allowColor: false,
    allowEmojis: false,
    logTests: false,
    reportTests: false,
    reportScoreTable: true,
  },
  htmlReporter: { fileName: 'test/test-results/mutation.html' },
  // Outside the repository, so that its tests and linters do not find the copy.
  tempDirName: join(tmpdir(), 'desk-mutation'),
  cleanTempDir: 'always',
  allowEmpty: false,
}
