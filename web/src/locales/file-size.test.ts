import { expect, it } from 'vitest'
import { formatFileSize } from './file-size.ts'

it.each([
  [3, '1 KB'],
  [12_600, '12 KB'],
  [1_048_576, '1.0 MB'],
  [3_565_158, '3.4 MB'],
])('formatFileSize(%i) returns %s', (bytes, text) => {
  expect(formatFileSize(bytes)).toBe(text)
})
