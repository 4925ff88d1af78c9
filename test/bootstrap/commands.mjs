import { buildAll } from './builds.mjs'
import { dev } from './dev.mjs'
import { runNamed } from './named.mjs'
import { inRoot } from './paths.mjs'
import { followParent, runNode } from './processes.mjs'
import { verifyRelease } from './release.mjs'
import { writeSbom } from './sbom.mjs'
import { testEverything, verify } from './checks.mjs'

/**
 * Imports a built program into this very process, so that signals and the end of our parent reach it at once.
 * @param {string} file
 * @returns {Promise<undefined>}
 */
async function stay(file) {
  // It stops by itself on SIGTERM; the handlers that end children have nothing to end here.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(signal)
  process.once('SIGHUP', () => process.kill(process.pid, 'SIGTERM'))
  followParent(() => process.kill(process.pid, 'SIGTERM'))
  await import(inRoot(file))
  return undefined
}

/** @type {Record<string, (args: string[]) => Promise<number | undefined>>} */
export const commands = {
  start: async () => (await buildAll(['server', 'web', 'test'])) || stay('test/dist/demo.js'),
  test: testEverything,
  build: () => buildAll(['server', 'web']),
  serve: async () => (await buildAll(['server', 'web'])) || stay('server/dist/main.js'),
  audit: async (args) => (await buildAll(['server'])) || runNode(inRoot('server/dist/audit-cli.js'), args),
  backup: async (args) => (await buildAll(['server'])) || runNode(inRoot('server/dist/backup-cli.js'), args),
  move: async (args) => (await buildAll(['server'])) || runNode(inRoot('server/dist/move-cli.js'), args),
  restored: async (args) => (await buildAll(['server'])) || runNode(inRoot('server/dist/restored-cli.js'), args),
  dev,
  verify,
  e2e: (args) => runNamed('e2e', args),
  bench: (args) => runNamed('bench', args),
  faults: (args) => runNamed('faults', args),
  screens: (args) => runNamed('screens', ['pages', ...args]),
  rehearsal: async () =>
    (await buildAll(['server', 'web', 'test'])) || runNode(inRoot('test/dist/release-rehearsal.js'), []),
  sbom: writeSbom,
  'verify:release': verifyRelease,
}
