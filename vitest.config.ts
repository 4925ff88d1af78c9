import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // By itself vitest leaves a processor free: of two, that is half of them.
    maxWorkers: '100%',
    projects: [
      'shared',
      'server',
      'web',
      'test',
      // What is only true of the built product: sizes, and what a kill leaves behind. Run after a build.
      {
        test: {
          name: 'built',
          root: 'test',
          include: ['built/**/*.test.ts', 'attacks/**/*.test.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
