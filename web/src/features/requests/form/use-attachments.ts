import { computed, onScopeDispose, shallowRef } from 'vue'
import type { AttachmentView } from '@desk/shared/comments/comment-schemas'
import { ATTACHMENTS_PER_COMMENT } from '@desk/shared/comments/comment-limits'
import { ApiError } from '../../../api/api-error.ts'
import { useApi } from '../../../api/desk-api.ts'
import { messageFor } from '../../../api/error-messages.ts'
import { readFile } from '../../../platform/read-file.ts'
import { useMessages } from '../../../locales/use-messages.ts'
import type { UploadItem } from '../../../ui/fields/FileUploader.vue'

type Attachment = UploadItem & { stored?: AttachmentView }

const isImage = ({ type }: { type: string }): boolean => type.startsWith('image/')

/**
 * Uploads the files of a form as they are chosen. `onChange` is called with what the server has stored. `requestOf` returns
 * the id of the earlier request that a file belongs to; null: no link leads to the file before it is submitted.
 */
export function useAttachments(
  onChange: (stored: readonly AttachmentView[]) => void,
  requestOf: (file: AttachmentView) => string | null = () => null,
) {
  const { info } = useApi()
  const messages = useMessages('requests')
  const items = shallowRef<readonly Attachment[]>([])
  const stored = computed(() => items.value.flatMap((item) => (item.stored ? [item.stored] : [])))
  const isUploading = computed(() => items.value.some(({ status }) => status === 'uploading'))
  const hasFailed = computed(() => items.value.some(({ status }) => status === 'failed'))
  let added = 0

  function patch(key: string, change: Partial<Attachment>): void {
    items.value = items.value.map((item) => (item.key === key ? { ...item, ...change } : item))
  }
  function update(key: string, change: Partial<Attachment>): void {
    patch(key, change)
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
        const preview = isImage(file) ? { url: URL.createObjectURL(file) } : {}
        return { key, name: file.name, status: 'uploading', ...preview }
      }),
    ]
    await Promise.all(chosen.map(({ key, file }) => upload(key, file)))
  }
  /** Loads an image of an earlier request when it is opened. A link works once, so the image is kept. */
  async function load(key: string): Promise<void> {
    const file = stored.value.find(({ id }) => id === key)
    const request = file && requestOf(file)
    if (!request) return
    // Looking at a file does not change the form. A file that was removed or has expired meanwhile stays as it is.
    const show = (change: Partial<Attachment>) => {
      if (stored.value.includes(file)) patch(key, change)
      else if (change.url !== undefined) URL.revokeObjectURL(change.url)
    }
    show({ status: 'loading', error: undefined })
    try {
      const { path } = await info.attachmentLink(request, file.id)
      const response = await fetch(path)
      if (!response.ok) throw new ApiError('unavailable')
      show({ status: 'done', url: URL.createObjectURL(await response.blob()) })
    } catch (cause) {
      show({ status: 'done', error: messageFor(messages, cause) })
    }
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
    items.value = files.map((file) => ({
      key: file.id,
      name: file.name,
      status: 'done',
      stored: file,
      isLoadable: isImage(file) && requestOf(file) !== null,
    }))
  }
  // The server has purged files that waited too long for the submission, and does not say which.
  function markGone(): void {
    items.value = items.value.map(({ stored: _gone, ...item }) => ({
      ...item,
      status: 'failed',
      isLoadable: false,
      error: messages.form.files.gone,
    }))
    onChange([])
  }
  onScopeDispose(() => {
    items.value.forEach(release)
  })
  return { items, stored, isUploading, hasFailed, add, load, remove, restore, markGone }
}
