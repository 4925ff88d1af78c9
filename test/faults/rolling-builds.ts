import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathInRepository } from '../lib/repository-paths.ts'

const run = (cwd: string, ...args: string[]) =>
  execFileSync(process.execPath, args, { cwd, stdio: ['ignore', 'ignore', 'inherit'] })

/**
 * As many builds of the web as marks: of a copy of the source whose entry has one line more, by which a page says which
 * build it runs. Every chunk imports the entry, so every chunk has another name. Gives the folder of each.
 */
export function buildMarked(base: string, marks: readonly string[]): string[] {
  const root = join(base, 'source')
  mkdirSync(root)
  for (const shared of ['node_modules', 'shared', 'server', 'package.json', 'tsconfig.base.json'])
    symlinkSync(pathInRepository(shared), join(root, shared))
  const web = join(root, 'web')
  mkdirSync(web)
  for (const own of ['src', 'package.json', 'vite.config.ts', 'tsconfig.json'])
    cpSync(pathInRepository(`web/${own}`), join(web, own), { recursive: true })
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

/** A machine of the product: the server as it was built, and room for a build of the web. */
export function makeSite(base: string, name: string) {
  const root = join(base, name)
  for (const part of ['server/dist', 'server/drizzle', 'web/dist/server'])
    cpSync(pathInRepository(part), join(root, part), { recursive: true })
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  symlinkSync(pathInRepository('server/node_modules'), join(root, 'server/node_modules'))
  const clientDir = join(root, 'web/dist/client')
  return {
    root,
    /** What `npm run build` does beside a server that runs: writes its files, then clears away what is too old. */
    lay(build: string) {
      cpSync(build, clientDir, { recursive: true })
      run(root, pathInRepository('web/keep-builds.mjs'), clientDir)
    },
  }
}
