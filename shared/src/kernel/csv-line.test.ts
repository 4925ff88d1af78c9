import { describe, expect, it } from 'vitest'
import { csvHead, csvLine } from './csv-line.ts'

describe('CSV', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1'])(
    'a CSV field never starts with a formula: %j',
    (text) => {
      expect(csvLine([text])).toBe(`"'${text}"\r\n`)
    },
  )

  it('every CSV field is quoted, and its quotes are escaped', () => {
    expect(csvLine(['a', 'say "hi", 郭𠮷', ''])).toBe('"a","say ""hi"", 郭𠮷",""\r\n')
  })

  it('a CSV file begins with a byte order mark for Excel', () => {
    expect(csvHead(['a'])).toBe('\ufeff"a"\r\n')
  })
})
