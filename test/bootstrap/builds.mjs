import { rmSync } from 'node:fs'
import { build, buildAll, common, server, vite, web } from '../../server/scripts/builds.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { runNode } from '../../server/scripts/processes.mjs'
import { tools } from './tools.mjs'

/** @typedef {import('../../server/scripts/builds.mjs').Build} Build */

/** Type-checks the server and writes its declarations, which the type checks of web and test read. @type {Build} */
const types = {
  name: 'types',
  inputs: [...common, 'server/src', 'server/package.json', 'server/tsconfig.json', 'server/tsconfig.types.json'],
  stampFile: 'server/dist-types/.build-stamp',
  // The build is also a type check of the tests.
  withTests: true,
  make() {
    // Declarations of deleted files would still be read.
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

/** Builds the test programs, among them the simulated WeCom. */
export const buildSimulator = () => build(test)
export const clausesProgram = inRoot('test/dist/clauses-clauses.js')
export const simulatorProgram = inRoot('test/dist/wecom-simulator-simulator.js')

/** Builds the product, the simulated WeCom and the test programs. */
export const buildEverything = () => buildAll([server, web, test])
