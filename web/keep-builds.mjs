// Keeps the files of this build and of the two before it: a page that was opened before a deployment still loads files of its
// own build, and a running server still serves them during the next build. Deletes older files. Run after each client build.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const EARLIER_BUILDS = 2

const clientDir = process.argv[2] ?? join(import.meta.dirname, 'dist/client')
const recordFile = join(clientDir, '.vite/builds.json')
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

const manifest = readJson(join(clientDir, '.vite/manifest.json'))
const chunks = Object.values(manifest).flatMap(({ file, css = [], assets = [] }) => [file, ...css, ...assets])
const own = [...new Set(chunks)].sort()

/** Compressed copies are deleted together with their file. */
const originalOf = (name) => `assets/${name.replace(/\.(br|gz)$/, '')}`
const names = readdirSync(join(clientDir, 'assets'))
// Without a record all other files belong to the previous build, of a release without records.
const others = () => [[...new Set(names.map(originalOf))].filter((file) => !own.includes(file))]
const before = existsSync(recordFile) ? readJson(recordFile) : others()

const builds = [own, ...before.filter((build) => build.join() !== own.join())].slice(0, 1 + EARLIER_BUILDS)
const kept = new Set(builds.flat())
for (const name of names) if (!kept.has(originalOf(name))) rmSync(join(clientDir, 'assets', name))
writeFileSync(recordFile, JSON.stringify(builds))
