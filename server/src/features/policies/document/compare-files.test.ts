import type { PolicyFile } from '@desk/shared/policies/policy-files'
import { describe, expect, it } from 'vitest'
import { compareFiles } from './compare-files.ts'

const file = (id: string, name: string, sha256: string): PolicyFile => ({
  id: `pfl_${id}`,
  name,
  type: 'application/pdf',
  size: 10,
  sha256,
})
const changes = (now: readonly PolicyFile[], before: readonly PolicyFile[]) =>
  compareFiles(now, before).map(({ name, change, before: old }) => [name, change, old?.name ?? null])

describe('compareFiles', () => {
  const [form, list] = [file('1', '表.pdf', 'aa'), file('2', '清单.pdf', 'bb')]

  it('the same bytes under the same name are the same, even after another upload', () => {
    expect(changes([list, file('3', '表.pdf', 'aa')], [form, list])).toEqual([
      ['清单.pdf', 'same', null],
      ['表.pdf', 'same', null],
    ])
  })

  it('other bytes under the same name, and the same bytes under another name, are one file that changed', () => {
    expect(compareFiles([file('3', '表.pdf', 'cc')], [form])).toMatchObject([
      { sha256: 'cc', change: 'changed', before: { sha256: 'aa' } },
    ])
    expect(changes([file('3', '新表.pdf', 'aa')], [form])).toEqual([['新表.pdf', 'changed', '表.pdf']])
  })

  it('a file that is only in one version is new or removed', () => {
    expect(changes([list], [form])).toEqual([
      ['清单.pdf', 'new', null],
      ['表.pdf', 'removed', null],
    ])
  })

  it('a copy under another name does not hide that the file itself is the same', () => {
    expect(changes([file('3', '副本.pdf', 'aa'), form], [form])).toEqual([
      ['副本.pdf', 'new', null],
      ['表.pdf', 'same', null],
    ])
  })
})
