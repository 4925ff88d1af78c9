import { grantRoles } from '@desk/shared/roles/role-names'
import { describe, expect, it } from 'vitest'
import { readText, sourceFiles } from './repository.ts'

const all = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name)

const sources = [...sourceFiles()]
const product = sources.filter(([file]) => file.startsWith('server/src/') && !/\.test\.ts$|\/testing\//.test(file))
const inProduct = (pattern: RegExp) => product.flatMap(([, text]) => all(text, pattern))

const options = {
  'environment variables': all(readText('server/src/config/env.ts'), /^ {2}([A-Z_]+):/gm),
  settings: inProduct(/\bdefineSetting\b[^{]*\{\s*key: '([\w.]+)'/g),
  roles: [...grantRoles],
  exports: [
    ...inProduct(/Exports = \{([^}]*)\}/g).flatMap((formats) => all(formats, /'([\w.-]+)'/g)),
    ...inProduct(/\b(?:receiptExport|policyFileDownload|ATTACHMENT_DOWNLOAD|joinerTemplate) = '([\w.-]+)'/g),
  ],
  jobs: all(readText('server/src/composition/start-jobs.ts'), /\bname: '([\w.]+)'/g),
}
const variablesOfTests = sources.flatMap(([, text]) => all(text, /\benv\['([A-Z_\d]+)'\]/g))

/** The names in the first column of the tables. */
const listed = all(readText('docs/options.md'), /^(\| `.*?\|)/gm).flatMap((cell) => all(cell, /`([^`]+)`/g))

describe('docs/options.md', () => {
  it.each(Object.entries(options))('docs/options.md says who would miss each of the %s', (_, names) => {
    expect(names.length).toBeGreaterThan(5)
    expect(names.filter((name) => !listed.includes(name))).toEqual([])
  })

  it('docs/options.md lists nothing twice, and nothing that does not exist', () => {
    const existing = new Set([...Object.values(options).flat(), ...variablesOfTests])
    expect(listed.filter((name, at) => !existing.has(name) || listed.indexOf(name) !== at)).toEqual([])
  })
})
