import { describe, expect, it } from 'vitest'
import { sampleForm } from '../../testing/samples/sample-form.ts'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { requestPages } from '../../locales/zh-CN/requests.ts'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { checkField, payloadOf, fieldErrorMessage } from './field-rules.ts'

const messages = { ...zhCn, ...requestPages }

const errorMessage = (field: InfoField, from: string, value: string) => {
  const issue = checkField(field, from, value)
  return issue ? fieldErrorMessage(messages, issue) : null
}

describe('checkField', () => {
  it('a text that is too long reports the number of excess characters, counted by code point', () => {
    expect(errorMessage('position', '', '𠮷'.repeat(130))).toBe('超出 2 个字：最多 128 个字')
    expect(errorMessage('position', '', '𠮷'.repeat(128))).toBeNull()
    expect(errorMessage('position', '', '字'.repeat(700))).toBe('超出 572 个字：最多 128 个字')
  })

  it('an office phone with a forbidden character reports the allowed characters', () => {
    expect(errorMessage('telephone', '', '转 8601')).toBe(messages.form.errors['info.telephone_signs'])
    expect(errorMessage('telephone', '', '0755 8601\u00a02046')).toBeNull()
    expect(errorMessage('telephone', '', '0571-8800,8601')).toBeNull()
  })

  it('an existing value cannot be cleared', () => {
    expect(errorMessage('position', '店长', '  ')).toBe(messages.form.errors['info.empty'])
  })

  it('an unchanged value has no error even when the directory value is invalid', () => {
    expect(errorMessage('telephone', '总机 8601', '总机 8601')).toBeNull()
    expect(errorMessage('telephone', '', '')).toBeNull()
  })

  it('a forbidden or invisible character is reported with its position', () => {
    expect(errorMessage('name', '', '郭<𠮷')).toBe('第 2 个字符“<”不能使用')
    expect(errorMessage('position', '', '店\u202e长')).toBe('第 2 个字符不可见，请删除')
  })

  it('an email address is limited by bytes', () => {
    expect(errorMessage('email', '', `${'a'.repeat(60)}@b.cn`)).toBe('超出 1 个字节：最多 64 个字节')
  })

  it('an unknown error code gets the generic message', () => {
    expect(
      fieldErrorMessage(messages, { code: 'too_small', excess: -1, max: 9, unit: 'characters', invalid: null }),
    ).toBe(messages.form.errors.unknown)
  })
})

describe('payloadOf', () => {
  it('the payload contains only changed fields, trimmed, each with its displayed old value', () => {
    expect(payloadOf(sampleForm, { position: ' 店长 ', telephone: ' 0571-8800 1234' })).toEqual({
      position: { from: '质检工程师', to: '店长' },
    })
  })

  it('the payload contains department ids, and the effective date only when a field changed', () => {
    const department = { field: 'department', value: '来料检验组', isConfirmedByOps: true, isHidden: false } as const
    const form = { ...sampleForm, fields: [department] }
    expect(payloadOf(form, { department: '出货检验组', departmentId: '12', effectiveOn: '2026-03-20' })).toEqual({
      department: { from: '来料检验组', to: '出货检验组', fromId: 11, toId: 12 },
      effectiveOn: '2026-03-20',
    })
    expect(payloadOf(form, { effectiveOn: '2026-03-20' })).toEqual({})
  })
})
