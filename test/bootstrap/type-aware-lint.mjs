import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { inRoot } from '../../server/scripts/paths.mjs'
import { check } from './runners.mjs'
import { tools } from './tools.mjs'

const SCRIPT = /(<script\b(?:[^>"]|"[^"]*")*>)([^]*?)<\/script>/g
const blank = (/** @type {string} */ text) => text.replace(/[^\n]+/g, '')

/** Returns the scripts of a component on their original lines. @param {string} component */
export function scriptsOf(component) {
  let [end, scripts] = [0, '']
  for (const {
    0: { length },
    1: tag = '',
    2: script = '',
    index,
  } of component.matchAll(SCRIPT)) {
    scripts += blank(component.slice(end, index) + tag) + script
    end = index + length
  }
  return scripts
}

/** Lists all components of the web. */
const allComponents = () =>
  readdirSync(inRoot('web/src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.vue'))
    .map((name) => `web/src/${name}`)

/**
 * Copies the scripts of components into a folder as TypeScript, which oxlint reads with types. Their relative imports
 * resolve as if they were in `web`.
 * @param {string} folder @param {readonly string[]} components
 */
function copyScripts(folder, components) {
  symlinkSync(inRoot('web/node_modules'), join(folder, 'node_modules'))
  const compilerOptions = { rootDirs: ['src', inRoot('web/src')] }
  const config = { extends: inRoot('web/tsconfig.json'), compilerOptions, include: ['src'] }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config))
  for (const component of components) {
    const copy = join(folder, component.replace(/^web\//, '').replace(/\.vue$/, '.vue.ts'))
    mkdirSync(dirname(copy), { recursive: true })
    writeFileSync(copy, scriptsOf(readFileSync(inRoot(component), 'utf8')))
  }
}

/**
 * Checks the rules that need types, in these files, or with `.` in the whole tree. ESLint would take ten times as long.
 * @param {readonly string[]} files
 */
export async function lintWithTypes(files) {
  const isWhole = files.includes('.')
  const components = isWhole ? allComponents() : files.filter((file) => file.endsWith('.vue'))
  const others = isWhole ? ['shared', 'server', 'web', 'test'] : files.filter((file) => /\.m?ts$/.test(file))
  const folder = mkdtempSync(join(tmpdir(), 'desk-scripts-'))
  try {
    copyScripts(folder, components)
    const paths = [...others, ...(components.length > 0 ? [join(folder, 'src')] : [])]
    return await check(tools.oxlint, ['-c', '.oxlintrc.json', '--type-aware', ...paths])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
