import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathInRepository } from '../lib/repository-paths.ts'

const run = (cwd: string, ...args: string[]) =>
  execFileSync(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })

/**
 * Builds the web once for each mark, from a copy of the source whose entry sets the mark in the page. Every chunk imports
 * the entry, so every chunk has another name in each build. Returns the folder of each build.
 */
export function buildMarkedVersions(base: string, marks: readonly string[]): string[] {
  const root = join(base, 'source')
  mkdirSync(root)
  for (const shared of ['node_modules', 'shared', 'server', 'package.json', 'tsconfig.base.json'])
    symlinkSync(pathInRepository(shared), join(root, shared))
  const web = join(root, 'web')
  const left = [pathInRepository('web/dist'), pathInRepository('web/node_modules')]
  cpSync(pathInRepository('web'), web, { recursive: true, filter: (path) => !left.includes(path) })
  symlinkSync(pathInRepository('web/node_modules'), join(web, 'node_modules'))
  const entryFile = join(web, 'src/entry-client.ts')
  const entry = readFileSync(entryFile, 'utf8')
  return marks.map((mark) => {
    writeFileSync(entryFile, `${entry}\ndocument.documentElement.dataset['build'] = '${mark}'\n`)
    const folder = join(base, `build-${mark}`)
    run(web, 'node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', '--outDir', folder)
    run(web, pathInRepository('web/compress-assets.mjs'), folder)
    return folder
  })
}

/** Creates the folder of an installation: the built server and a place for a build of the web. */
export function createSite(base: string, name: string) {
  const root = join(base, name)
  for (const part of ['server/dist', 'server/drizzle', 'web/dist/server'])
    cpSync(pathInRepository(part), join(root, part), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  symlinkSync(pathInRepository('server/node_modules'), join(root, 'server/node_modules'))
  const clientDir = join(root, 'web/dist/client')
  return {
    root,
    /** Does what `npm run build` does next to a running server: writes the files, then deletes builds that are too old. */
    installBuild(build: string) {
      cpSync(build, clientDir, { recursive: true })
      run(root, pathInRepository('web/keep-builds.mjs'), clientDir)
    },
  }
}
