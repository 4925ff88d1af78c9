import { describe, expect, it } from 'vitest'
import { attackOffences, commandOffences, linkOffences, type Page, pathOffences, type Tree } from './docs.ts'
import { isThere, pages, readText } from './repository.ts'

const tree: Tree = { has: isThere, page: (path) => (isThere(path) ? readText(path) : null) }
const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
const names = Object.keys(scripts)

/** What a patch adds is there once it was applied. */
const addedBy = (patch: string) => [...readText(patch).matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, path = '']) => path)
const made = [...pages('docs/recipes', '.patch').flatMap(addedBy), 'docs/screens/all']

const read = (file: string): Page => ({ file, text: readText(file) })

describe('what the documentation names', () => {
  it.each(pages())('in %s are commands that exist', (file) => {
    expect(commandOffences(read(file), names, isThere)).toEqual([])
  })

  it.each(pages())('in %s are paths that exist', (file) => {
    expect(pathOffences(read(file), isThere, made)).toEqual([])
  })

  it.each(pages())('in %s are links that lead somewhere', (file) => {
    expect(linkOffences(read(file), tree)).toEqual([])
  })

  it('as pnpm is the one that installs', () => {
    const { config } = JSON.parse(readText('package.json')) as { config: { pnpm: string } }
    const named = pages().flatMap((file) => readText(file).match(/\bpnpm@[\d.]+/g) ?? [])
    expect([...new Set(named)]).toEqual([`pnpm@${config.pnpm}`])
  })

  it('holds every command that there is', () => {
    const all = pages()
      .map((file) => readText(file))
      .join('\n')
    expect(names.filter((name) => !new RegExp(`npm (run )?${name}\\b`).test(all))).toEqual([])
  })

  it('as attacks in docs/security.md are tests', () => {
    const tests = pages('test/attacks', '.ts')
      .map((file) => readText(file))
      .join('\n')
    expect(attackOffences(read('docs/security.md'), tests)).toEqual([])
  })
})

describe('what an operator sets up', () => {
  const namesIn = (text: string) => [...text.matchAll(/\b[A-Z]+(?:_[A-Z]+)*\b/g)].map(([name]) => name)
  const table = readText('docs/configuration.md').match(/^\| .+$/gm) ?? []
  const explained = new Set(table.flatMap((row) => namesIn(row.split('|')[1] ?? '')))
  const isPrevious = (name: string) => name.endsWith('_PREVIOUS')

  it('are the variables that docs/configuration.md explains, and that the server reads', () => {
    const read = [...readText('server/src/config/env.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(([, name = '']) => name)
    expect(read.filter((name) => !isPrevious(name) && !explained.has(name))).toEqual([])
    expect([...explained].filter((name) => !read.includes(name) && !isPrevious(name))).toEqual([])
  })

  it('as variables in deploy/wecom-desk.env, docs/configuration.md explains', () => {
    const given = [...readText('deploy/wecom-desk.env').matchAll(/^([A-Z_]+)=/gm)].map(([, name = '']) => name)
    expect(given.length).toBeGreaterThan(0)
    expect(given.filter((name) => !explained.has(name))).toEqual([])
  })

  it('is looked at by the self-check as docs/production.md has it', () => {
    const [, section = ''] = readText('docs/production.md').split('## 7. ')
    const rows = [...section.split('\n## ')[0]!.matchAll(/^\| ([^|]+) \|/gm)].map(([, cell = '']) => cell.trim())
    const named = rows.slice(2).flatMap((cell) => cell.split(', '))
    const [, items = ''] = readText('web/src/locales/zh-CN/parts/self-check.ts').split('const items = {')
    const titles = [...items.split('} satisfies')[0]!.matchAll(/^ {4}title: '(.+)',$/gm)].map(([, title = '']) => title)
    expect(named.sort()).toEqual(titles.sort())
  })
})

describe('the check of the documentation', () => {
  const page = (text: string): Page => ({ file: 'docs/page.md', text })
  const has = (path: string) => ['docs/page.md', 'docs/other.md', 'test/e2e/one.spec.ts', 'server/src'].includes(path)
  const small: Tree = { has, page: () => '# A heading, with `code`\n' }

  it.each(['npm run nothing', 'npm nothing', 'npm run e2e -- two'])('finds %s', (text) => {
    expect(commandOffences(page(`\`${text}\``), ['e2e'], has)).toHaveLength(1)
  })

  it.each(['npm run e2e -- one', 'npm run e2e', 'npm ci'])('lets %s pass', (text) => {
    expect(commandOffences(page(`\`${text}\``), ['e2e'], has)).toEqual([])
  })

  it('finds a path that is not there, and looks for the folder of what stands for many', () => {
    expect(pathOffences(page('`server/gone.ts` `server/src/<noun>.ts` `server/lost/*.ts`'), has, [])).toEqual([
      'docs/page.md: server/gone.ts',
      'docs/page.md: server/lost',
    ])
  })

  it('finds a link that leads nowhere, and a heading that is not there', () => {
    const text =
      '[a](other.md) [b](other.md#a-heading-with-code) [c](gone.md) [d](other.md#gone) [e](https://x.example)'
    expect(linkOffences(page(text), small)).toEqual(['docs/page.md: gone.md', 'docs/page.md: other.md#gone'])
  })

  it('finds an attack that nobody tries', () => {
    expect(attackOffences(page('`A1 B-c: …` `D9: gone`'), "test('A1 B-c: it is so')")).toEqual(['docs/page.md: D9'])
  })
})
