import { describe, expect, it } from 'vitest'
import { sampleForm } from '../../testing/sample-form.ts'
import { zhCn } from '../../locales/zh-CN/core.ts'
import { requestPages } from '../../locales/zh-CN/requests.ts'
import type { InfoField } from '@desk/shared/info-change/info-change'
import { checkField, payloadOf, problemSentence } from './field-rules.ts'

const messages = { ...zhCn, ...requestPages }

const sentence = (field: InfoField, from: string, value: string) => {
  const problem = checkField(field, from, value)
  return problem ? problemSentence(messages, problem) : null
}

describe('the rules of a field', () => {
  it('tells how many signs are too many, counted as people count them', () => {
    expect(sentence('position', '', '𠮷'.repeat(130))).toBe('多了 2 个字：最多 128 个字')
    expect(sentence('position', '', '𠮷'.repeat(128))).toBeNull()
    expect(sentence('position', '', '字'.repeat(700))).toBe('多了 572 个字：最多 128 个字')
  })

  it('tells which signs a desk phone may have', () => {
    expect(sentence('telephone', '', '转 8601')).toBe(messages.form.errors['info.telephone_signs'])
    expect(sentence('telephone', '', '0755 8601\u00a02046')).toBeNull()
    expect(sentence('telephone', '', '0571-8800,8601')).toBeNull()
  })

  it('does not let a value vanish', () => {
    expect(sentence('position', '店长', '  ')).toBe(messages.form.errors['info.empty'])
  })

  it('finds no fault with a value nobody touched, whatever the directory holds', () => {
    expect(sentence('telephone', '总机 8601', '总机 8601')).toBeNull()
    expect(sentence('telephone', '', '')).toBeNull()
  })

  it('names the place of a sign that may not stand there, also of one that nobody sees', () => {
    expect(sentence('name', '', '郭<𠮷')).toBe('第 2 个“<”不能用在这里')
    expect(sentence('position', '', '店\u202e长')).toBe('第 2 个是看不见的符号，删掉它')
  })

  it('counts bytes where WeCom does', () => {
    expect(sentence('email', '', `${'a'.repeat(60)}@b.cn`)).toBe('多了 1 个字节：最多 64 个字节')
  })

  it('has words for a code it does not know', () => {
    expect(problemSentence(messages, { code: 'too_small', over: -1, max: 9, unit: 'signs', wrong: null })).toBe(
      messages.form.errors.unknown,
    )
  })
})

describe('what is asked for', () => {
  it('is the changed fields alone, tidied, with the value that was on screen', () => {
    expect(payloadOf(sampleForm, { position: ' 店长 ', telephone: ' 0571-8800 1234' })).toEqual({
      position: { from: '质检工程师', to: '店长' },
    })
  })

  it('names a department by its id too, and the day when there is one', () => {
    const department = { field: 'department', value: '来料检验组', isConfirmedByOps: true, isHidden: false } as const
    const form = { ...sampleForm, fields: [department] }
    expect(payloadOf(form, { department: '出货检验组', departmentId: '12', effectiveOn: '2026-03-20' })).toEqual({
      department: { from: '来料检验组', to: '出货检验组', fromId: 11, toId: 12 },
      effectiveOn: '2026-03-20',
    })
    expect(payloadOf(form, { effectiveOn: '2026-03-20' })).toEqual({})
  })
})
