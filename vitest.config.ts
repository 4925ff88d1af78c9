import { defineConfig } from 'vitest/config'

/** The timeouts end what hangs, and nothing that is slow: on a busy machine all takes ten times as long. */
const builtProject = (name: string, folders: readonly string[]) => ({
  test: {
    name,
    root: 'test',
    include: folders.map((folder) => `${folder}/**/*.test.ts`),
    testTimeout: 900_000,
    hookTimeout: 900_000,
  },
})

export default defineConfig({
  test: {
    // By itself vitest leaves a processor free: of two, that is half of them.
    maxWorkers: '100%',
    projects: [
      'shared',
      'server',
      'web',
      'test',
      // What is only true of the built product: sizes, commands, attacks. Run after a build.
      builtProject('built', ['built', 'attacks']),
      // Kills, restores and rotations, which take minutes: `npm run verify:release`.
      builtProject('drills', ['drills']),
    ],
  },
})
