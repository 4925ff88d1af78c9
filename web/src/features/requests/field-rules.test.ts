import { describe, expect, it } from 'vitest'
import { sampleForm } from '../../testing/sample-boots.ts'
import { zhCn } from '../../words/zh-cn.ts'
import { checkField, payloadOf, problemSentence } from './field-rules.ts'

const sentence = (field: 'position' | 'telephone', from: string, value: string) => {
  const problem = checkField(field, from, value)
  return problem ? problemSentence(zhCn, problem) : null
}

describe('the rules of a field', () => {
  it('tells how many signs are too many, counted as people count them', () => {
    expect(sentence('position', '', '𠮷'.repeat(130))).toBe('多了 2 个字：最多 128 个字')
    expect(sentence('position', '', '𠮷'.repeat(128))).toBeNull()
    expect(sentence('position', '', '字'.repeat(700))).toBe('多了 572 个字：最多 128 个字')
  })

  it('tells which signs a desk phone may have', () => {
    expect(sentence('telephone', '', '转 8601')).toBe(zhCn.form.errors['info.telephone_signs'])
    expect(sentence('telephone', '', '0571-8800,8601')).toBeNull()
  })

  it('does not let a value vanish', () => {
    expect(sentence('position', '店长', '  ')).toBe(zhCn.form.errors['info.empty'])
  })

  it('finds no fault with a value nobody touched, whatever the directory holds', () => {
    expect(sentence('telephone', '总机 8601', '总机 8601')).toBeNull()
    expect(sentence('telephone', '', '')).toBeNull()
  })

  it('has words for a code it does not know', () => {
    expect(problemSentence(zhCn, { code: 'too_small', over: -1, max: 9 })).toBe(zhCn.form.errors.unknown)
  })
})

describe('what is asked for', () => {
  it('is the changed fields alone, tidied, with the value that was on screen', () => {
    expect(payloadOf(sampleForm, { position: ' 店长 ', telephone: '0571-88001234 ' })).toEqual({
      position: { from: '质检工程师', to: '店长' },
    })
  })
})
