import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { fingerprint, isStamped, stamp } from '../../server/scripts/fingerprint.mjs'
import { nodeVersionProblem } from '../../server/scripts/node-version.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { journeysBeforeRelease, leftOut, marksJourneys } from './left-out.mjs'
import { hashOfRules, recentFiles, setsRules } from './recent-files.mjs'
import { countOfPlaywright, countOfVitest } from './reports.mjs'
import { specPattern } from './spec-pattern.mjs'
import { countAsOne, runSteps } from './steps.mjs'

describe('the check of the Node version', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.10.0'])(
    'the check of the Node version accepts %s',
    (version) => {
      expect(nodeVersionProblem(version)).toBeNull()
    },
  )

  it.each(['18.20.0', '20.18.3', '21.7.0', '22.11.0', '23.9.0'])(
    'the check of the Node version rejects %s with the version to install',
    (version) => {
      expect(nodeVersionProblem(version)).toMatch(new RegExp(`^Node ${version} does not fit: install Node 24`))
    },
  )

  it('engines in package.json states the versions that are tested above', () => {
    const { engines } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')) as { engines: { node: string } }
    expect(engines.node).toBe('^20.19.0 || ^22.12.0 || >=24.0.0')
  })
})

describe('fingerprint', () => {
  let folder = ''
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'fingerprint-'))))
  afterEach(() => rmSync(folder, { recursive: true, force: true }))
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text)

  it('the fingerprint changes with the content, a new file or a fact, but not with a test file', () => {
    write('a.ts', '1')
    const first = fingerprint([folder])
    write('a.test.ts', '1')
    expect(fingerprint([folder])).toBe(first)
    expect(fingerprint([folder], ['v24'])).not.toBe(first)
    write('b.ts', '')
    const second = fingerprint([folder])
    expect(second).not.toBe(first)
    write('a.ts', '2')
    expect(fingerprint([folder])).not.toBe(second)
  })

  it('a stamp file contains the fingerprint', () => {
    const file = join(folder, 'deep', '.stamp')
    expect(isStamped(file, 'x')).toBe(false)
    stamp(file, 'x')
    expect(isStamped(file, 'x')).toBe(true)
    expect(isStamped(file, 'y')).toBe(false)
  })
})

describe('runSteps', () => {
  const printed: string[] = []
  beforeEach(() => {
    printed.length = 0
    vi.spyOn(console, 'log').mockImplementation((line: string) => void printed.push(...line.split('\n')))
    vi.spyOn(console, 'error').mockImplementation(() => {})
  })
  afterEach(() => void vi.restoreAllMocks())

  it('runSteps continues after a failure and prints the totals in the last line', async () => {
    const status = await runSteps([
      { name: 'types', run: async () => countAsOne(1) },
      { name: 'broken', run: () => Promise.reject(new Error('no such program')) },
      { name: 'unit', run: async () => ({ passed: 7, failed: 0 }) },
    ])
    expect(status).toBe(1)
    expect(printed.at(-1)).toBe('7 passed, 2 failed')
    expect(printed.filter((line) => /^✓ unit: 7 passed \(\d+\.\d s\)$/.test(line))).toHaveLength(2)
  })

  it('runSteps prints the errors of broken steps and the names of failed tests above the totals', async () => {
    await runSteps([
      { name: 'broken', run: () => Promise.reject(new Error('no such program')) },
      { name: 'unit', run: async () => ({ passed: 7, failed: 1, names: ['a.test.ts › adds (failed)'] }) },
    ])
    expect(printed.slice(-4)).toEqual([
      'broken: no such program',
      'unit: a.test.ts › adds (failed)',
      '',
      '7 passed, 2 failed',
    ])
  })

  it('runSteps starts the next step after all concurrent steps have ended', async () => {
    const ended: string[] = []
    const step = (name: string, ms: number) => ({
      name,
      run: async () => {
        await delay(ms)
        ended.push(name)
        return countAsOne(0)
      },
    })
    await runSteps([[step('slow', 20), step('quick', 1), step('third', 1)], step('after', 0)])
    expect([...ended].sort()).toEqual(['after', 'quick', 'slow', 'third'])
    expect(ended.at(-1)).toBe('after')
  })

  it('runSteps prints notes above the totals', async () => {
    await runSteps([{ name: 'unit', run: async () => ({ passed: 7, failed: 0 }) }], () => ['Left out: the drills.'])
    expect(printed.slice(-3)).toEqual(['Left out: the drills.', '', '7 passed, 0 failed'])
  })

  it('runSteps fails when no test ran', async () => {
    expect(await runSteps([{ name: 'unit', run: async () => ({ passed: 1, failed: 0 }) }])).toBe(0)
    expect(await runSteps([{ name: 'unit', run: async () => ({ passed: 0, failed: 0 }) }])).toBe(1)
  })
})

describe('what runs only before a release', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('CONTRIBUTING.md names every journey that npm test leaves out', () => {
    vi.stubEnv('EVERY_CASE', '')
    const contributing = readFileSync(inRoot('CONTRIBUTING.md'), 'utf8')
    const journeys = journeysBeforeRelease()
    expect(journeys).toContain('accounts-second-writer.spec.ts')
    expect(journeys.filter((name) => !contributing.includes(`\`e2e/${name}\``))).toEqual([])
    expect(leftOut().join()).toContain(journeys.join(', '))
  })

  it('a journey that is left out is recognized by its mark, in one line or in several, and not by the import of the mark', () => {
    const imports = ["import { expect, onlyBeforeRelease, test } from './fixtures.ts'"]
    imports.push("import {\n  expect,\n  onlyBeforeRelease,\n  test,\n} from './fixtures.ts'")
    const marked = ["test('a', onlyBeforeRelease, async () => {})"]
    marked.push("  test(\n    'a',\n    onlyBeforeRelease,\n    async () => {},\n  )")
    for (const line of imports) {
      expect(marksJourneys(`${line}\n`)).toBe(false)
      expect(marked.filter((journey) => !marksJourneys(`${line}\n\n${journey}\n`))).toEqual([])
    }
    expect(marked.filter((journey) => !marksJourneys(journey))).toEqual([])
    expect(marksJourneys("export const onlyBeforeRelease = { tag: '@release' }")).toBe(false)
  })

  it('with EVERY_CASE nothing is left out', () => {
    vi.stubEnv('EVERY_CASE', '1')
    expect(leftOut()).toEqual([])
  })
})

describe('the files that npm test formats and lints', () => {
  afterEach(() => void vi.unstubAllEnvs())

  it('files that set the rules are recognized by their names, in any folder', () => {
    const rules = ['eslint.config.js', '.prettierrc.json', '.prettierignore', 'web/.prettierrc', 'prettier.config.mjs']
    expect([...rules, '.editorconfig'].filter((file) => !setsRules(file))).toEqual([])
    expect(['test/architecture/lint.test.ts', 'docs/eslint/rules.md'].filter(setsRules)).toEqual([])
  })

  it('the hash of the rules changes with a file that sets rules, but not with another one', () => {
    const before = hashOfRules()
    expect(hashOfRules()).toBe(before)
    const withFile = (name: string) => {
      const file = inRoot(`test/bootstrap/${name}`)
      writeFileSync(file, '')
      const hash = hashOfRules()
      rmSync(file)
      return hash
    }
    expect(withFile('added-by-a-test.txt')).toBe(before)
    expect(withFile('.eslintrc-added-by-a-test')).not.toBe(before)
  })

  it('npm test formats and lints the whole tree after a change of rules that nobody recorded as checked', () => {
    vi.stubEnv('EVERY_CASE', '')
    const rules = inRoot('test/bootstrap/.eslintrc-added-by-a-test')
    writeFileSync(rules, '')
    onTestFinished(() => rmSync(rules))
    expect(recentFiles()).toEqual(['.'])
  })

  it('before a release the whole tree is formatted and linted', () => {
    vi.stubEnv('EVERY_CASE', '1')
    expect(recentFiles()).toEqual(['.'])
  })

  it('recentFiles lists the existing files of recent commits and new files, or the whole tree of a short history', () => {
    vi.stubEnv('EVERY_CASE', '')
    const added = inRoot('test/bootstrap/added-by-a-test.txt')
    writeFileSync(added, '')
    onTestFinished(() => rmSync(added))
    const files = recentFiles()
    if (files.includes('.')) return expect(files).toEqual(['.'])
    expect(files).toContain('test/bootstrap/added-by-a-test.txt')
    expect(files.filter((file) => !existsSync(inRoot(file)))).toEqual([])
    expect(files.length).toBeGreaterThan(10)
  })
})

describe('the journeys that are run by name', () => {
  const files = readdirSync(inRoot('test/e2e')).filter((file) => file.endsWith('.spec.ts'))
  const names = files.map((file) => file.slice(0, -'.spec.ts'.length))
  const filesOf = (name: string) =>
    files.filter((file) => new RegExp(specPattern(name)).test(inRoot(`test/e2e/${file}`)))

  it.each(names)('the name %s runs its file, and those whose names continue it', (name) => {
    expect(filesOf(name)).toEqual(files.filter((file) => file === `${name}.spec.ts` || file.startsWith(`${name}-`)))
  })

  it('a journey that is run by its name leaves out no case', async () => {
    // Files share the modules of a worker: another file may have loaded these, or load them afterwards.
    onTestFinished(() => {
      for (const path of ['./runners.mjs', './builds.mjs', './chromium.mjs']) vi.doUnmock(path)
      vi.resetModules()
    })
    vi.resetModules()
    const playwright = vi.fn(async () => ({ passed: 1, failed: 0 }))
    vi.doMock('./runners.mjs', () => ({ playwright }))
    vi.doMock('./builds.mjs', () => ({ buildEverything: async () => 0 }))
    vi.doMock('./chromium.mjs', () => ({ ensureChromium: () => {} }))
    const { runNamed } = await import('./named.mjs')
    expect(await runNamed('e2e', ['accounts', '--headed'])).toBe(0)
    expect(playwright).toHaveBeenCalledWith([specPattern('accounts'), '--headed'], { EVERY_CASE: '1' })
  })

  it('the name accounts also runs the closings and the journey with a second writer', () => {
    expect(filesOf('accounts')).toEqual([
      'accounts-close.spec.ts',
      'accounts-second-writer.spec.ts',
      'accounts.spec.ts',
    ])
  })
})

describe('the reports of the test runners', () => {
  it('the report of vitest names failed tests, flaky tests and files that do not load', () => {
    const resultOf = (fullName: string, status: string, ...failureMessages: string[]) => ({
      fullName,
      status,
      failureMessages,
    })
    const good = resultOf('is good', 'passed')
    const flaky = resultOf('is flaky', 'passed', 'Error: slow\n  at x')
    const bad = resultOf('is bad', 'failed', 'Error: no\n  at y')
    const { names, ...counts } = countOfVitest({
      numPassedTests: 2,
      numFailedTests: 1,
      testResults: [
        { name: inRoot('a.test.ts'), status: 'failed', message: '', assertionResults: [good, flaky, bad] },
        { name: inRoot('b.test.ts'), status: 'failed', message: 'SyntaxError', assertionResults: [] },
      ],
    })
    expect(counts).toEqual({ passed: 2, failed: 2 })
    expect(names).toEqual([
      'a.test.ts › is flaky (flaky): Error: slow',
      'a.test.ts › is bad (failed): Error: no',
      'b.test.ts does not load: SyntaxError',
    ])
  })

  it('the report of Playwright names tests with their project and describe block', () => {
    const spec = (title: string, status: string) => ({ title, tests: [{ status, projectName: 'pglite' }] })
    const inner = { title: 'at a desk', specs: [spec('locks', 'flaky'), spec('opens', 'expected')] }
    const report = {
      stats: { expected: 1, flaky: 1, unexpected: 1 },
      suites: [{ title: 'a.spec.ts', specs: [spec('greets', 'unexpected')], suites: [inner] }],
    }
    expect(countOfPlaywright(report)).toEqual({
      passed: 2,
      failed: 1,
      names: ['[pglite] a.spec.ts › greets (unexpected)', '[pglite] a.spec.ts › at a desk › locks (flaky)'],
    })
  })
})
