import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * The rules that decide who may do what, in which state, by when: pure files, each changed in every way that Stryker
 * knows. A change that no test notices is a rule that nobody holds. `npm run mutation`.
 */
export default {
  mutate: [
    // Who may.
    'server/src/access/authorize.ts',
    'shared/src/identity/role-rules.ts',
    'shared/src/pages/route-rules.ts',
    'shared/src/requests/permissions.ts',
    'shared/src/lost-device/lost-device-rules.ts',
    // What comes next, and whose turn it is.
    'shared/src/requests/model/request-flow.ts',
    'shared/src/requests/who-acts-next.ts',
    'shared/src/groups/group-flow.ts',
    'shared/src/groups/group-states.ts',
    'shared/src/lost-device/lost-device.ts',
    'shared/src/policies/policy-flow.ts',
    // What it may be called, and by when it is due.
    'shared/src/groups/naming.ts',
    'shared/src/groups/similar-names.ts',
    'shared/src/requests/model/decision-time.ts',
    'shared/src/kernel/working-calendar.ts',
  ],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'test/mutation/vitest.config.ts' },
  // Of the copy that is changed: what the tests of rules need, and nothing else.
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
  // Outside the repository, whose own tests and linters would find it.
  tempDirName: join(tmpdir(), 'desk-mutation'),
  cleanTempDir: 'always',
  allowEmpty: false,
}
