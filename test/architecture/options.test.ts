import { grantRoles } from '@desk/shared/roles/role-names'
import { describe, expect, it } from 'vitest'
import { readText, sourceFiles } from './repository.ts'

/** Returns the first group of every match. */
const allMatches = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name)

const sources = [...sourceFiles()]
const product = sources.filter(([file]) => file.startsWith('server/src/') && !/\.test\.ts$|\/testing\//.test(file))
const inProduct = (pattern: RegExp) => product.flatMap(([, text]) => allMatches(text, pattern))

const options = {
  'environment variables': allMatches(readText('server/src/config/env.ts'), /^ {2}([A-Z_]+):/gm),
  settings: inProduct(/\bdefineSetting\b[^(]*\(\{\s*key: '([\w.]+)'/g),
  roles: [...grantRoles],
  exports: [
    ...inProduct(/Exports = \{([^}]*)\}/g).flatMap((formats) => allMatches(formats, /'([\w.-]+)'/g)),
    ...inProduct(/\b(?:receiptExport|policyFileDownload|ATTACHMENT_DOWNLOAD|joinerTemplate) = '([\w.-]+)'/g),
  ],
  jobs: allMatches(readText('server/src/composition/start-jobs.ts'), /\bname: '([\w.-]+)'/g),
}
const variablesOfTests = sources.flatMap(([, text]) => allMatches(text, /\benv\['([A-Z_\d]+)'\]/g))

/** The names in the first column of the tables. */
const listed = allMatches(readText('docs/options.md'), /^(\| `.*?\|)/gm).flatMap((cell) =>
  allMatches(cell, /`([^`]+)`/g),
)

describe('docs/options.md', () => {
  it.each(Object.entries(options))('docs/options.md lists each of the %s', (_, names) => {
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !listed.includes(name))).toEqual([])
  })

  it('docs/options.md lists nothing twice, and nothing that does not exist', () => {
    const existing = new Set([...Object.values(options).flat(), ...variablesOfTests])
    expect(listed.filter((name, index) => !existing.has(name) || listed.indexOf(name) !== index)).toEqual([])
  })
})
