import vue from '@vitejs/plugin-vue'
import { defineProject } from 'vitest/config'
import { vant } from './vant-plugin.ts'

export default defineProject({
  plugins: [vant(), vue()],
  test: {
    name: 'web',
    include: ['src/**/*.test.ts'],
    environment: 'happy-dom',
    setupFiles: ['src/testing/clear-timers.ts'],
    // Test files clean up the document, so that they can share the modules of a worker. Isolated they take three times as long.
    isolate: false,
    unstubGlobals: true,
    // Transformed by the plugin above, as in the builds.
    server: { deps: { inline: ['vant'] } },
    // Long enough for a busy machine.
    testTimeout: 30_000,
  },
})
