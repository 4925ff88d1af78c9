import { describe, expect, it } from 'vitest'
import { h } from 'vue'
import { messagesIn } from '../../locales/load-messages.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import FileUploader, { type UploadItem } from './FileUploader.vue'

const { files: messages } = messagesIn('zh-CN', 'requests').form
const items: UploadItem[] = [
  { key: 'a', name: '通知.pdf', status: 'done' },
  { key: 'b', name: '工牌.png', status: 'done', url: 'blob:badge' },
  { key: 'c', name: '录像.pdf', status: 'failed', error: '超过 5 MB' },
]
const mountWith = (shown: readonly UploadItem[], max = 4) =>
  mountUi(FileUploader, { props: { label: '附件', hint: '图片或 PDF', items: shown, max, messages } })

describe('FileUploader', () => {
  it('input, previews and delete buttons have names, and the buttons react to the keyboard', async () => {
    const uploader = mountWith(items)
    expect(uploader.get('input').attributes('aria-label')).toBe('附件')
    const marks = uploader.findAll('.van-uploader__preview-delete')
    expect(marks.map((mark) => mark.attributes('aria-label'))).toEqual([
      '删除 通知.pdf',
      '删除 工牌.png',
      '删除 录像.pdf',
    ])
    expect(uploader.get('button.uploader-cover').attributes('aria-label')).toBe('查看 工牌.png')
    await marks[1]?.trigger('keydown', { key: 'Enter' })
    expect(uploader.emitted('remove')).toEqual([['b']])
  })

  it('a failed file is named with the cause', () => {
    expect(mountWith(items).get('[role=alert]').text()).toBe('录像.pdf：超过 5 MB')
  })

  it('files above the maximum are not added, and are reported', async () => {
    const uploader = mountWith(items)
    const input = uploader.get('input')
    const files = ['一.pdf', '二.pdf'].map((name) => new File(['%PDF'], name, { type: 'application/pdf' }))
    Object.defineProperty(input.element, 'files', { value: files })
    await input.trigger('change')
    expect(uploader.emitted('add')).toEqual([[[files[0]]]])
    const errors = () => uploader.findAll('[role=alert]').map((alert) => alert.text())
    expect(errors()).toContain(messages.failed('二.pdf', messages.full))
    await uploader.get('.van-uploader__preview-delete').trigger('click')
    expect(errors()).not.toContain(messages.failed('二.pdf', messages.full))
  })

  it('FileUploader gives an image that is opened to the preview slot, until it is closed', async () => {
    const preview = ({ item, close }: { item: UploadItem; close: () => void }) =>
      h('button', { class: 'preview', onClick: close }, item.name)
    const props = { label: '附件', hint: '图片或 PDF', items, max: 4, messages }
    const uploader = mountUi(FileUploader, { props, slots: { preview } })
    expect(uploader.find('.preview').exists()).toBe(false)
    await uploader.get('button.uploader-cover').trigger('click')
    expect(uploader.get('.preview').text()).toBe('工牌.png')
    await uploader.get('.preview').trigger('click')
    expect(uploader.find('.preview').exists()).toBe(false)
  })

  it('FileUploader asks for the image of an earlier request when it is opened, and shows it once it is loaded', async () => {
    const earlier: UploadItem = { key: 'd', name: '证书.png', status: 'done', isLoadable: true }
    const preview = ({ item }: { item: UploadItem }) => h('p', { class: 'preview' }, item.url)
    const props = { label: '附件', hint: '图片或 PDF', items: [earlier], max: 4, messages }
    const uploader = mountUi(FileUploader, { props, slots: { preview } })
    const cover = uploader.get('button.uploader-cover')
    expect([cover.text(), cover.attributes('aria-label')]).toEqual(['证书.png', '查看 证书.png'])
    await cover.trigger('click')
    await uploader.setProps({ items: [{ ...earlier, status: 'loading' }] } as never)
    await uploader.get('button.uploader-cover').trigger('click')
    expect([uploader.emitted('load'), uploader.find('.preview').exists()]).toEqual([[['d']], false])
    await uploader.setProps({ items: [{ ...earlier, url: 'blob:certificate' }] } as never)
    expect(uploader.get('.preview').text()).toBe('blob:certificate')
  })
})
