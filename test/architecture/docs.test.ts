import { describe, expect, it } from 'vitest'
import { attackOffences, commandOffences, linkOffences, type Page, pathOffences, type Tree } from './docs.ts'
import { isThere, pages, readText } from './repository.ts'

const tree: Tree = { has: isThere, page: (path) => (isThere(path) ? readText(path) : null) }
const { scripts } = JSON.parse(readText('package.json')) as { scripts: Record<string, string> }
const names = Object.keys(scripts)

/** What a patch adds is there once it was applied. */
const addedBy = (patch: string) => [...readText(patch).matchAll(/^\+\+\+ b\/(.+)$/gm)].map(([, path = '']) => path)
const made = [...addedBy('docs/recipes/new-request-kind.patch'), 'docs/screens/all']

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
