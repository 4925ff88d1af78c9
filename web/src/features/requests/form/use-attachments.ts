import { computed, onScopeDispose, shallowRef } from 'vue'
import type { AttachmentView } from '@desk/shared/comments/comment-schemas'
import { ATTACHMENTS_PER_COMMENT } from '@desk/shared/comments/comment-limits'
import { useApi } from '../../../api/desk-api.ts'
import { messageFor } from '../../../api/error-messages.ts'
import { readFile } from '../../../platform/read-file.ts'
import { useMessages } from '../../../locales/use-messages.ts'
import type { UploadItem } from '../../../ui/fields/FileUploader.vue'

type Attachment = UploadItem & { stored?: AttachmentView }

const toAttachment = (file: AttachmentView): Attachment => ({
  key: file.id,
  name: file.name,
  status: 'done',
  stored: file,
})

/** Uploads the files of a form as they are chosen. `onChange` is called with what the server has stored. */
export function useAttachments(onChange: (stored: readonly AttachmentView[]) => void) {
  const { info } = useApi()
  const messages = useMessages('requests')
  const items = shallowRef<readonly Attachment[]>([])
  const stored = computed(() => items.value.flatMap((item) => (item.stored ? [item.stored] : [])))
  const isUploading = computed(() => items.value.some(({ status }) => status === 'uploading'))
  const hasFailed = computed(() => items.value.some(({ status }) => status === 'failed'))
  let added = 0

  function update(key: string, change: Partial<Attachment>): void {
    items.value = items.value.map((item) => (item.key === key ? { ...item, ...change } : item))
    onChange(stored.value)
  }
  async function upload(key: string, file: File): Promise<void> {
    const fail = (error: string) => {
      update(key, { status: 'failed', error })
    }
    try {
      const read = await readFile(file)
      if (read) update(key, { status: 'done', stored: await info.upload(read) })
      else fail(messages.form.files.tooLarge)
    } catch (cause) {
      fail(messageFor(messages, cause))
    }
  }
  async function add(files: readonly File[]): Promise<void> {
    const room = ATTACHMENTS_PER_COMMENT - items.value.length
    const chosen = files.slice(0, room).map((file) => ({ key: `new-${String((added += 1))}`, file }))
    items.value = [
      ...items.value,
      ...chosen.map(({ key, file }): Attachment => {
        const preview = file.type.startsWith('image/') ? { url: URL.createObjectURL(file) } : {}
        return { key, name: file.name, status: 'uploading', ...preview }
      }),
    ]
    await Promise.all(chosen.map(({ key, file }) => upload(key, file)))
  }
  const release = ({ url }: Attachment) => {
    if (url !== undefined) URL.revokeObjectURL(url)
  }
  function remove(key: string): void {
    items.value.filter((item) => item.key === key).forEach(release)
    items.value = items.value.filter((item) => item.key !== key)
    onChange(stored.value)
  }
  function restore(files: readonly AttachmentView[]): void {
    items.value.forEach(release)
    items.value = files.map(toAttachment)
  }
  // The server has purged files that waited too long for the submission, and does not say which.
  function markGone(): void {
    items.value = items.value.map(({ stored: _gone, ...item }) => ({
      ...item,
      status: 'failed',
      error: messages.form.files.gone,
    }))
    onChange([])
  }
  onScopeDispose(() => {
    items.value.forEach(release)
  })
  return { items, stored, isUploading, hasFailed, add, remove, restore, markGone }
}
