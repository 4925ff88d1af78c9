import { defineProject } from 'vitest/config'

// It keeps no state: files share a worker's modules.
export default defineProject({ test: { name: 'shared', include: ['src/**/*.test.ts'], isolate: false } })
