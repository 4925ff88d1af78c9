import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'

let clientDir: string
beforeEach(() => {
  clientDir = mkdtempSync(join(tmpdir(), 'desk-client-'))
  for (const folder of ['.vite', 'assets']) mkdirSync(join(clientDir, folder))
})
afterEach(() => rmSync(clientDir, { recursive: true }))

/** Writes a build with its own page and a file that all builds have, both with compressed copies, and runs keep-builds. */
function build(name: string): void {
  const page = { file: `assets/page-${name}.js`, css: [`assets/page-${name}.css`] }
  const manifest = { page, common: { file: 'assets/common.js' } }
  writeFileSync(join(clientDir, '.vite/manifest.json'), JSON.stringify(manifest))
  for (const file of [page.file, `${page.file}.br`, ...page.css, 'assets/common.js', 'assets/common.js.br'])
    writeFileSync(join(clientDir, file), '')
  execFileSync(process.execPath, [pathInRepository('web/keep-builds.mjs'), clientDir])
}
const pages = () =>
  readdirSync(join(clientDir, 'assets')).flatMap((file) => /^page-(\w+)\.js$/.exec(file)?.slice(1) ?? [])

describe('the files of earlier builds', () => {
  it('files of a build are kept for two further builds and then deleted with their compressed files', () => {
    for (const name of ['a', 'b', 'c']) build(name)
    expect(pages()).toEqual(['a', 'b', 'c'])
    build('d')
    expect(pages()).toEqual(['b', 'c', 'd'])
    expect(readdirSync(join(clientDir, 'assets')).filter((file) => file.startsWith('page-a'))).toEqual([])
    expect(readdirSync(join(clientDir, 'assets'))).toContain('common.js.br')
  })

  it('files of a build are kept when the same or an earlier build is repeated', () => {
    for (const name of ['a', 'b', 'c', 'c', 'c']) build(name)
    expect(pages()).toEqual(['a', 'b', 'c'])
    build('a')
    expect(pages()).toEqual(['a', 'b', 'c'])
  })

  it('files of a build are kept when the earlier release wrote no list of builds', () => {
    build('a')
    rmSync(join(clientDir, '.vite/builds.json'))
    build('b')
    expect(pages()).toEqual(['a', 'b'])
  })
})
