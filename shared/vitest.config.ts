import { defineProject } from 'vitest/config'

// The modules of `shared` keep no state, so that test files can share them in a worker.
export default defineProject({ test: { name: 'shared', include: ['src/**/*.test.ts'], isolate: false } })
