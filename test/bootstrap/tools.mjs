import { inRoot } from '../../server/scripts/paths.mjs'

/** Scripts of command-line tools, which are started directly without a shell. */
export const tools = {
  eslint: inRoot('node_modules/eslint/bin/eslint.js'),
  knip: inRoot('node_modules/knip/bin/knip.js'),
  oxlint: inRoot('node_modules/oxlint/bin/oxlint'),
  playwright: inRoot('test/node_modules/@playwright/test/cli.js'),
  prettier: inRoot('node_modules/prettier/bin/prettier.cjs'),
  stryker: inRoot('node_modules/@stryker-mutator/core/bin/stryker.js'),
  // TypeScript 7 takes a seventh of the time; vue-tsc and eslint need the API of the earlier version.
  tsc: inRoot('node_modules/typescript-7/bin/tsc'),
  vitest: inRoot('node_modules/vitest/vitest.mjs'),
  vueTsc: inRoot('node_modules/vue-tsc/bin/vue-tsc.js'),
}
