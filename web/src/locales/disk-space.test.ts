import { expect, it } from 'vitest'
import { formatDiskSpace } from './disk-space.ts'

it.each([
  ['812', '812 MB'],
  ['1024', '1.0 GB'],
  ['80347', '78.5 GB'],
  ['1048576', '1024 GB'],
])('formatDiskSpace(%s) returns %s', (megabytes, text) => {
  expect(formatDiskSpace(megabytes)).toBe(text)
})
