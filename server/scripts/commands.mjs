import { buildAll, server, web } from './builds.mjs'
import { inRoot } from './paths.mjs'
import { followParent, runNode } from './processes.mjs'

const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])

/** @typedef {(args: string[]) => Promise<number | undefined>} Command resolves with an exit status, or with undefined while the program runs in this process */

/**
 * Imports a built program into this process, so that signals and the end of the parent process reach it at once.
 * @param {string} file
 * @returns {Promise<undefined>}
 */
export async function runInThisProcess(file) {
  // The program handles signals itself; this process has no children to end.
  for (const signal of signals) process.removeAllListeners(signal)
  followParent(() => process.kill(process.pid, 'SIGTERM'))
  await import(inRoot(file))
  // After a signal, the end of the parent is ignored: a closed terminal ends the parent too, and a second signal would
  // cut the shutdown short.
  for (const signal of signals) process.once(signal, () => followParent(null))
  return undefined
}

/** The program of each operator command in `server/dist`. */
export const programs = {
  serve: 'main',
  migrate: 'migrate-cli',
  audit: 'audit-cli',
  backup: 'backup-cli',
  move: 'move-cli',
  restored: 'restored-cli',
  'tenant-check': 'tenant-check-cli',
}

/** @param {string} program @returns {Command} */
const cli = (program) => async (args) =>
  (await buildAll([server])) || runNode(inRoot(`server/dist/${program}.js`), args)

const { serve, ...tools } = programs

/** Operator commands, which do not need the folder `test`. @type {Record<string, Command>} */
export const commands = {
  build: () => buildAll([server, web]),
  serve: async () => (await buildAll([server, web])) || runInThisProcess(`server/dist/${serve}.js`),
  ...Object.fromEntries(Object.entries(tools).map(([name, program]) => [name, cli(program)])),
}
