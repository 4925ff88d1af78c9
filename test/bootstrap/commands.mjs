import { runInThisProcess } from '../../server/scripts/commands.mjs'
import { root } from '../../server/scripts/paths.mjs'
import { runNode } from '../../server/scripts/processes.mjs'
import { makeRelease } from './archive/make-release.mjs'
import { stage } from './archive/stage.mjs'
import { buildEverything, buildSimulator, clausesProgram, simulatorProgram } from './builds.mjs'
import { testEverything, verify } from './checks.mjs'
import { verifyChange } from './change.mjs'
import { dev } from './dev.mjs'
import { runNamed } from './named.mjs'
import { verifyRelease } from './release.mjs'
import { tools } from './tools.mjs'

/** The commands of developers. @type {Record<string, import('../../server/scripts/commands.mjs').Command>} */
export const commands = {
  start: async () => (await buildEverything()) || runInThisProcess('test/dist/demo.js'),
  test: testEverything,
  dev,
  verify,
  'verify:change': verifyChange,
  mutation: () => runNode(tools.stryker, ['run', 'test/mutation/stryker.config.mjs'], { cwd: root }),
  e2e: (args) => runNamed('e2e', args),
  bench: (args) => runNamed('bench', args),
  faults: (args) => runNamed('faults', args),
  screens: (args) => runNamed('screens', ['pages', ...args]),
  rehearsal: (args) => runNamed('release', args.length > 0 ? args : ['production']),
  simulator: async (args) => (await buildSimulator()) || runNode(simulatorProgram, args),
  clauses: async () => (await buildSimulator()) || runNode(clausesProgram, []),
  release: makeRelease,
  // `release` and the container build run it in a separate checkout.
  stage,
  'verify:release': verifyRelease,
}
