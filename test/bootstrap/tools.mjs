import { inRoot } from '../../server/scripts/paths.mjs'

/** The script behind a command-line tool, so that it can be started as a direct child without a shell in between. */
export const tools = {
  eslint: inRoot('node_modules/eslint/bin/eslint.js'),
  knip: inRoot('node_modules/knip/bin/knip.js'),
  playwright: inRoot('test/node_modules/@playwright/test/cli.js'),
  prettier: inRoot('node_modules/prettier/bin/prettier.cjs'),
  stryker: inRoot('node_modules/@stryker-mutator/core/bin/stryker.js'),
  // Takes a seventh of the time; vue-tsc and eslint read the program of the other one, which TypeScript 7 does not have.
  tsc: inRoot('node_modules/typescript-7/bin/tsc'),
  vitest: inRoot('node_modules/vitest/vitest.mjs'),
  vueTsc: inRoot('node_modules/vue-tsc/bin/vue-tsc.js'),
}
