import { expect, test } from 'vitest'
import { downloadProgress } from './download-progress.ts'

test.each([
  ['link not opened yet', null, 200, { share: null, isOver: false }],
  ['nothing counted yet', '0/0', 410, { share: null, isOver: false }],
  ['half of the lines', '2/4', 410, { share: 0.5, isOver: false }],
  ['whole', '4/4', 410, { share: 1, isOver: true }],
  ['link gone', null, 410, { share: null, isOver: true }],
  ['server busy', null, 503, { share: null, isOver: false }],
])('downloadProgress returns the progress of a download: %s', (_, header, status, progress) => {
  expect(downloadProgress(header, status)).toEqual(progress)
})
