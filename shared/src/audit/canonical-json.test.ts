import { describe, expect, it } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

describe('canonicalJson', () => {
  it.each([
    [{ b: 1, a: { d: [1, { z: null, y: '𠮷' }], c: true } }, '{"a":{"c":true,"d":[1,{"y":"𠮷","z":null}]},"b":1}'],
    [{ 10: 'x', 9: 'y' }, '{"10":"x","9":"y"}'],
    [JSON.parse('{"__proto__":1,"a":"\\n"}'), '{"__proto__":1,"a":"\\n"}'],
    [{ a: undefined, b: [undefined] }, '{"b":[null]}'],
    ['text', '"text"'],
    [null, 'null'],
  ])('canonicalJson converts %j to %s', (value, text) => {
    expect(canonicalJson(value)).toBe(text)
  })

  it('canonical JSON can be parsed back to the same value', () => {
    const value = { at: '2026-03-17', details: { from: [1, 2], to: [], word: '"quoted"' } }
    expect(JSON.parse(canonicalJson(value))).toEqual(value)
  })
})
