import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { vant } from './vant-plugin.ts'

/** Modules of most pages that are too small for separate files: in the list of files, a name would be as long as the module. */
const onMostPages = /\/composables\/(use-hide-share-menu|use-query-text)\.ts$/

/** Puts all static imports of the entry into one file: small files compress badly. */
function startFile(): { plugin: Plugin; isAtStart: (id: string) => boolean } {
  const reached = new Set<string>()
  const plugin: Plugin = {
    name: 'desk:start-file',
    buildEnd() {
      const visit = (id: string): void => {
        if (reached.has(id)) return
        reached.add(id)
        this.getModuleInfo(id)?.importedIds.forEach(visit)
      }
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) visit(id)
    },
  }
  return { plugin, isAtStart: (id) => reached.has(id) }
}
const start = startFile()

/** The production file of Pinia, without its development warnings. */
const shippedPinia = fileURLToPath(new URL('pinia.esm-browser.prod.js', import.meta.resolve('pinia')))

// Two builds: `vite build` for the browser, `vite build --ssr` for the renderer that the server loads.
export default defineConfig(({ isSsrBuild }) => ({
  root: import.meta.dirname,
  plugins: [vant(), vue(), ...(isSsrBuild ? [] : [start.plugin])],
  resolve: { alias: isSsrBuild ? {} : { pinia: shippedPinia } },
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    // The bundled renderer must not depend on NODE_ENV of the process that loads it.
    ...(isSsrBuild ? { 'process.env.NODE_ENV': '"production"' } : {}),
  },
  // Without the condition `node`: for Node.js, Vue is CommonJS, whose exports are looked up at every call.
  ssr: { noExternal: true, resolve: { conditions: ['module', 'production'] } },
  build: isSsrBuild
    ? { outDir: 'dist/server', rolldownOptions: { output: { entryFileNames: '[name].js', codeSplitting: false } } }
    : {
        outDir: 'dist/client',
        // Old builds are removed by keep-builds.mjs.
        emptyOutDir: false,
        manifest: true,
        // The oldest supported WebViews: Chrome 80 on Android, and iOS 13.
        target: ['chrome80', 'safari13'],
        assetsInlineLimit: 0,
        rolldownOptions: {
          input: 'src/entry-client.ts',
          output: {
            codeSplitting: { groups: [{ name: 'start', test: (id) => start.isAtStart(id) || onMostPages.test(id) }] },
            // Every page loads the list of all file names, and hashes compress badly: they have seven letters, which
            // are enough to tell builds apart and the fewest that Rolldown accepts.
            entryFileNames: 'assets/[name]-[hash:7].js',
            chunkFileNames: 'assets/[name]-[hash:7].js',
            assetFileNames: 'assets/[name]-[hash:7][extname]',
          },
        },
      },
}))
