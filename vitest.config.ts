import { defineConfig } from 'vitest/config'

/**
 * Returns a project of tests that need a build. The timeouts end tests that hang, but not slow ones: on a busy machine
 * everything takes ten times as long.
 */
const builtProject = (name: string, folders: readonly string[]) => ({
  test: {
    name,
    root: 'test',
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    // The renderer, one file of six megabytes, is loaded as the server loads it: transforming it takes half a minute.
    server: { deps: { external: [/\/web\/dist\/server\//] } },
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})

export default defineConfig({
  test: {
    // By default vitest leaves one processor free, which is half of two.
    maxWorkers: '100%',
    projects: [
      'shared',
      'server',
      'web',
      'test',
      // Tests of the built product: sizes, commands, attacks. They run after a build.
      builtProject('built', ['built', 'attacks']),
      // Tests that take minutes, with kills, restores and rotations: they run in `npm run verify:release`.
      builtProject('drills', ['drills']),
    ],
  },
})
