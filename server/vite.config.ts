import { defineConfig } from 'vite'

/**
 * Packages from npm stay in node_modules. Our own TypeScript sources, the packages that shared modules import, and JSON
 * data, which Node would not import, are bundled.
 */
export default defineConfig({
  ssr: { noExternal: [/^@desk\//, /^@noble\//, /^chinese-days\/.*\.json$/] },
  build: {
    ssr: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      // `start-server` is what the demo and the tests compose; `main` is production.
      input: {
        main: 'src/main.ts',
        'audit-cli': 'src/cli/audit.ts',
        'backup-cli': 'src/cli/backup.ts',
        'migrate-cli': 'src/cli/migrate.ts',
        'move-cli': 'src/cli/migrate-to-postgres.ts',
        'restored-cli': 'src/cli/mark-restored.ts',
        'tenant-check-cli': 'src/cli/tenant-check.ts',
        'start-server': 'src/composition/start-server.ts',
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
