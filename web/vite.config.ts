import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

// One configuration, two builds: `vite build` for the browser, `vite build --ssr` for the renderer the server loads.
export default defineConfig(({ isSsrBuild }) => ({
  root: import.meta.dirname,
  plugins: [vue()],
  define: {
    __VUE_OPTIONS_API__: 'false',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false',
    // The bundled renderer must not change its ways with the environment of whoever loads it.
    ...(isSsrBuild ? { 'process.env.NODE_ENV': '"production"' } : {}),
  },
  ssr: { noExternal: true },
  build: isSsrBuild
    ? { outDir: 'dist/server', rolldownOptions: { output: { entryFileNames: '[name].js', codeSplitting: false } } }
    : {
        outDir: 'dist/client',
        // What is old goes afterwards: keep-builds.mjs.
        emptyOutDir: false,
        manifest: true,
        // WeCom's oldest WebViews in use: Android's system view and iOS 13.
        target: ['chrome80', 'safari13'],
        assetsInlineLimit: 0,
        rolldownOptions: { input: 'src/entry-client.ts' },
      },
}))
