import { readdirSync } from 'node:fs'
import { basename } from 'node:path'
import { defineConfig } from 'vite'

/** Returns the programs of a folder by their names: `bench/first-screen.bench.ts` becomes `dist/bench-first-screen.js`. */
function programs(folder: string, ending: string): Record<string, string> {
  const files = readdirSync(new URL(folder, import.meta.url)).filter((name) => name.endsWith(ending))
  return Object.fromEntries(files.map((name) => [`${folder}-${basename(name, ending)}`, `${folder}/${name}`]))
}

export default defineConfig({
  ssr: { noExternal: [/^@desk\//] },
  build: {
    ssr: true,
    target: 'node20',
    sourcemap: true,
    minify: false,
    rolldownOptions: {
      input: {
        demo: 'demo/demo.ts',
        ...programs('demo', '.process.ts'),
        ...programs('faults', '.process.ts'),
        ...programs('faults', '.run.ts'),
        ...programs('bench', '.bench.ts'),
        ...programs('clauses', '.run.ts'),
        ...programs('release', '.process.ts'),
        ...programs('release', '.run.ts'),
        ...programs('screens', '.screens.ts'),
        ...programs('wecom-simulator', '.run.ts'),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
    },
  },
})
