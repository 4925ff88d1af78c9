import { existsSync, readFileSync } from 'node:fs'
import { posix } from 'node:path'
import { expect, it } from 'vitest'
import { pageIconPaths, shapeOf } from './icon-paths.ts'
import './add-page-icons.ts'

const entry = posix.join(import.meta.dirname, '../../entry-client.ts')

/** Returns the source of a file and of all files that it imports statically. For the entry, that is the start bundle. */
function readSources(file: string, seen = new Map<string, string>()): Map<string, string> {
  if (seen.has(file) || !existsSync(file)) return seen
  const source = readFileSync(file, 'utf8')
  seen.set(file, source)
  for (const [, path = ''] of source.matchAll(/^(?:import|export) (?:[^()]*? from )?'(\.[^']+)'/gm))
    readSources(posix.join(posix.dirname(file), path), seen)
  return seen
}

it('the start bundle shows no icon that is loaded with other pages', () => {
  const files = [...readSources(entry)].filter(([file]) => !file.endsWith('icon-paths.ts'))
  expect(files.length).toBeGreaterThan(50)
  const icons = /\b(?:name|icon)\b(?:=|: |\?: )["']+([a-z-]+)["']/g
  const used = files.flatMap(([, source]) => [...source.matchAll(icons)].map(([, name = '']) => name))
  expect(used).toContain('chevron')
  expect(used.filter((name) => name in pageIconPaths)).toEqual([])
})

it('an icon of another page has its outline once that page is loaded', () => {
  expect(shapeOf('copy').path).toMatch(/^M/)
})
