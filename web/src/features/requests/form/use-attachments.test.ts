import { describe, expect, it, vi } from 'vitest'
import type { AttachmentView } from '@desk/shared/comments/comment-schemas'
import { ApiError } from '../../../api/api-error.ts'
import { fakeApi, withSetup } from '../../../testing/with-setup.ts'
import { useAttachments } from './use-attachments.ts'

const pdf = (name: string, size = 10) => new File(['x'.repeat(size)], name, { type: 'application/pdf' })
const storedFile = (name: string): AttachmentView => ({ id: `att_${name}`, name, type: 'application/pdf', size: 10 })

function mountFiles(upload: (file: { name: string }) => Promise<AttachmentView>) {
  const onChange = vi.fn()
  return { onChange, ...withSetup(() => useAttachments(onChange), { api: fakeApi({ info: { upload } }) }) }
}

describe('useAttachments', () => {
  it('useAttachments uploads each file as it is chosen, and reports what is stored', async () => {
    const files = mountFiles(({ name }) => Promise.resolve(storedFile(name)))
    const adding = files.add([pdf('一'), pdf('二')])
    expect(files.isUploading.value).toBe(true)
    await adding
    expect([files.isUploading.value, files.stored.value.map(({ name }) => name)]).toEqual([false, ['一', '二']])
    expect(files.onChange.mock.lastCall).toEqual([files.stored.value])
  })

  it('useAttachments keeps the other files when one fails, and shows the cause at that one', async () => {
    const files = mountFiles(({ name }) =>
      name === '坏' ? Promise.reject(new ApiError('offline')) : Promise.resolve(storedFile(name)),
    )
    await files.add([pdf('坏'), pdf('大', 6 * 1024 * 1024), pdf('好')])
    expect(files.items.value.map(({ status, error }) => [status, error !== undefined])).toEqual([
      ['failed', true],
      ['failed', true],
      ['done', false],
    ])
    expect(files.items.value[1]?.error).toBe('超过 5 MB，请压缩后重新上传')
    files.remove(files.items.value[0]?.key ?? '')
    expect(files.items.value).toHaveLength(2)
  })

  it('useAttachments marks restored files whose upload has expired', () => {
    const files = mountFiles(({ name }) => Promise.resolve(storedFile(name)))
    files.restore([storedFile('旧')])
    files.markGone()
    expect([files.hasFailed.value, files.stored.value]).toEqual([true, []])
  })
})
