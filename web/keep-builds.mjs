// A page that was opened before a deployment goes on asking for files of its own build. They stay for two builds more, and a
// server that runs on while the next one is built beside it misses nothing. Run after each build of the client; what is
// older goes.
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const KEPT_BESIDES = 2

const clientDir = process.argv[2] ?? join(import.meta.dirname, 'dist/client')
const recordFile = join(clientDir, '.vite/builds.json')
const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))

const manifest = readJson(join(clientDir, '.vite/manifest.json'))
const chunks = Object.values(manifest).flatMap(({ file, css = [], assets = [] }) => [file, ...css, ...assets])
const own = [...new Set(chunks)].sort()

/** Compressed twins go with their file. */
const originalOf = (name) => `assets/${name.replace(/\.(br|gz)$/, '')}`
const names = readdirSync(join(clientDir, 'assets'))
// Without a record all else is of the build before, by a release that kept none.
const others = () => [[...new Set(names.map(originalOf))].filter((file) => !own.includes(file))]
const before = existsSync(recordFile) ? readJson(recordFile) : others()

const builds = [own, ...before.filter((build) => build.join() !== own.join())].slice(0, 1 + KEPT_BESIDES)
const kept = new Set(builds.flat())
for (const name of names) if (!kept.has(originalOf(name))) rmSync(join(clientDir, 'assets', name))
writeFileSync(recordFile, JSON.stringify(builds))
