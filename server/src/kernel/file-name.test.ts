import { describe, expect, test } from 'vitest'
import { fileNameOf } from './file-name.ts'

describe('fileNameOf', () => {
  test.for([
    [['企业微信使用规范', '1.0', '2026-03-20'], '企业微信使用规范 1.0 2026-03-20.xlsx'],
    [['a/b\\c:d*e?"f<g>h|i', '1'], 'a_b_c_d_e__f_g_h_i 1.xlsx'],
    [['x\u202egnp', '1\n2'], 'xgnp 1_2.xlsx'],
    [['..', ''], '.xlsx'],
    [['长'.repeat(100)], `${'长'.repeat(60)}.xlsx`],
  ] as const)('fileNameOf turns %o into %s', ([parts, name]) => {
    expect(fileNameOf(parts, 'xlsx')).toBe(name)
  })
})
