import { rmSync } from 'node:fs'
import { build, buildAll, common, server, vite, web } from '../../server/scripts/builds.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { runNode } from '../../server/scripts/processes.mjs'
import { tools } from './tools.mjs'

/** @typedef {import('../../server/scripts/builds.mjs').Build} Build */

/** Checks the server, and writes down its types, which web and test are checked against. @type {Build} */
const types = {
  name: 'types',
  inputs: [...common, 'server/src', 'server/package.json', 'server/tsconfig.json', 'server/tsconfig.types.json'],
  stampFile: 'server/dist-types/.build-stamp',
  // It is a check, too.
  withTests: true,
  make() {
    // What a file that is gone declared would go on to be read.
    rmSync(inRoot('server/dist-types'), { recursive: true, force: true })
    return runNode(tools.tsc, ['-p', 'tsconfig.types.json'], { cwd: inRoot('server') })
  },
}

/** @type {Build} */
const test = {
  name: 'test',
  inputs: [...common, 'server/src', 'test'],
  stampFile: 'test/dist/.build-stamp',
  make: () => runNode(vite, ['build', '--logLevel', 'warn'], { cwd: inRoot('test') }),
}

export const buildTypes = () => build(types)

/** The product, the simulated platform and the programs of the tests. */
export const buildEverything = () => buildAll([server, web, test])
