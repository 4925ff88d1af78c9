import { readFileSync } from 'node:fs'
import { defaultRetention, retentionClasses, retentionDays } from '@desk/shared/privacy/retention'
import { retentionTable } from '@desk/shared/privacy/retention-table'
import { describe, expect, it } from 'vitest'

const text = readFileSync(new URL('../../../docs/privacy.md', import.meta.url), 'utf8')
const purged = Object.keys(defaultRetention) as (keyof typeof defaultRetention)[]
const isPurged = (name: string): name is keyof typeof defaultRetention => (purged as string[]).includes(name)

/** The rows `| class | what | why | days | minimum |` below the comment `<!-- tested: … -->`. */
const rows = [...text.slice(text.indexOf('<!-- tested: ')).matchAll(/^\| `(\w+)` *\|(.*)\|$/gm)].map(
  ([, name, rest]) => {
    const cells = (rest ?? '').split('|').map((cell) => cell.trim())
    return { name: name ?? '', days: cells.at(-2) ?? '', minimum: cells.at(-1) ?? '' }
  },
)
const lists = new Map(
  [...text.matchAll(/^- `(\w+)`: (.*(?:\n {2}.*)*)/gm)].map(([, name = '', list = '']) => [
    name,
    [...list.matchAll(/`(\w+)`/g)].map(([, table]) => table).sort(),
  ]),
)

/** Returns the shortest time that can be set. */
const minimumOf = (name: keyof typeof defaultRetention): number => {
  const fits = (days: number) => retentionDays.safeParse({ ...defaultRetention, [name]: days }).success
  return Array.from({ length: 400 }, (_, days) => days).find(fits) ?? Number.NaN
}

describe('docs/privacy.md', () => {
  it('docs/privacy.md lists the retention classes of the code, in the same order', () => {
    expect(rows.map(({ name }) => name)).toEqual([...retentionClasses])
  })

  it.each(rows)('docs/privacy.md states the retention time of $name', ({ name, days, minimum }) => {
    const expected = isPurged(name) ? [String(defaultRetention[name]), String(minimumOf(name))] : ['kept', '–']
    expect([days, minimum]).toEqual(expected)
  })

  it.each([...retentionClasses])('docs/privacy.md lists the tables of %s', (name) => {
    const tables = Object.entries(retentionTable).flatMap(([table, classes]) => (name in classes ? [table] : []))
    expect(lists.get(name)).toEqual(tables.sort())
  })
})
