import { describe, expect, it, vi } from 'vitest'
import type { AttachmentView } from '@desk/shared/comments/comment-schemas'
import { ApiError } from '../../../api/api-error.ts'
import type { DeskApi } from '../../../api/desk-api.ts'
import { fakeApi, withSetup } from '../../../testing/with-setup.ts'
import { useAttachments } from './use-attachments.ts'

const pdf = (name: string, size = 10) => new File(['x'.repeat(size)], name, { type: 'application/pdf' })
const storedFile = (name: string): AttachmentView => ({ id: `att_${name}`, name, type: 'application/pdf', size: 10 })

const image = (id: string): AttachmentView => ({ id: `att_${id}`, name: `${id}.jpg`, type: 'image/jpeg', size: 10 })

function mountFiles(upload: (file: { name: string }) => Promise<AttachmentView>) {
  const onChange = vi.fn()
  return { onChange, ...withSetup(() => useAttachments(onChange), { api: fakeApi({ info: { upload } }) }) }
}

/** Restores two images, of which only the first belongs to an earlier request. */
function mountRestored(attachmentLink: DeskApi['info']['attachmentLink']) {
  const onChange = vi.fn()
  const requestOf = ({ id }: AttachmentView) => (id === 'att_earlier' ? 'req_000001' : null)
  const files = withSetup(() => useAttachments(onChange, requestOf), {
    api: fakeApi({ info: { attachmentLink } }),
  })
  files.restore([image('earlier'), image('draft')])
  return { ...files, onChange }
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

  it('useAttachments gives a chosen image a preview, and releases it when the image is removed', async () => {
    const revoke = vi.spyOn(URL, 'revokeObjectURL')
    const files = mountFiles(({ name }) => Promise.resolve(storedFile(name)))
    await files.add([new File(['x'], '工牌.png', { type: 'image/png' }), pdf('通知')])
    const [image, document] = files.items.value
    expect([image?.url?.startsWith('blob:'), document?.url]).toEqual([true, undefined])
    files.remove(image?.key ?? '')
    expect(revoke.mock.calls).toEqual([[image?.url]])
    revoke.mockRestore()
  })

  it('useAttachments loads an image of an earlier request by a link, and offers no other restored file to open', async () => {
    const attachmentLink = vi.fn(() => Promise.resolve({ path: '/d/1', expiresAt: '2026-03-17T02:34:00.000Z' }))
    const fetch = vi.fn(() => Promise.resolve(new Response('x')))
    vi.stubGlobal('fetch', fetch)
    const files = mountRestored(attachmentLink)
    expect(files.items.value.map(({ isLoadable }) => isLoadable)).toEqual([true, false])
    const loading = files.load('att_earlier')
    expect(files.items.value[0]?.status).toBe('loading')
    await loading
    await files.load('att_draft')
    expect(files.items.value.map(({ url }) => url?.startsWith('blob:'))).toEqual([true, undefined])
    // Nothing was changed, so nothing is saved.
    expect(files.onChange).not.toHaveBeenCalled()
    expect([attachmentLink.mock.calls, fetch.mock.calls]).toEqual([[['req_000001', 'att_earlier']], [['/d/1']]])
  })

  it('useAttachments says why an image could not be loaded, and keeps the file', async () => {
    const files = mountRestored(() => Promise.reject(new ApiError('offline')))
    await files.load('att_earlier')
    expect(files.items.value[0]).toMatchObject({ status: 'done', error: expect.any(String) })
    expect([files.hasFailed.value, files.stored.value.length]).toEqual([false, 2])
  })

  it('useAttachments marks a file that expires while it is loaded as failed, and no longer offers to open it', async () => {
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('x')))
    const files = mountRestored(() => Promise.resolve({ path: '/d/1', expiresAt: '2026-03-17T02:34:00.000Z' }))
    const loading = files.load('att_earlier')
    files.markGone()
    await loading
    expect(files.items.value.map(({ status, isLoadable }) => [status, isLoadable])).toEqual([
      ['failed', false],
      ['failed', false],
    ])
  })

  it('useAttachments marks restored files whose upload has expired', () => {
    const files = mountFiles(({ name }) => Promise.resolve(storedFile(name)))
    files.restore([storedFile('旧')])
    files.markGone()
    expect([files.hasFailed.value, files.stored.value]).toEqual([true, []])
  })
})
