import { computed, shallowRef } from 'vue'
import { lengthOf } from '@desk/shared/kernel/text-length'
import { ATTACHMENTS_PER_COMMENT, COMMENT_MAX } from '@desk/shared/comments/comment-limits'
import type { AttachmentView, CommentsView } from '@desk/shared/comments/comment-schemas'
import { ApiError } from '../../api/api-error.ts'
import { useApi } from '../../api/desk-api.ts'
import { useIdempotencyKey } from '../../composables/use-idempotency-key.ts'
import { useFormPersistence } from '../../composables/use-form-persistence.ts'
import { useAction } from '../../composables/use-action.ts'
import { useAsyncData } from '../../composables/use-async-data.ts'
import { usePolling } from '../../composables/use-polling.ts'
import { readFile } from '../../platform/read-file.ts'

export type CommentState = ReturnType<typeof useComments>

/**
 * Loads and writes the comments of a request, with their attachments. They are loaded again when the page becomes visible,
 * and polled while `isShown()`.
 */
export function useComments(id: string, isShown: () => boolean = () => false) {
  const api = useApi().info
  const { keyFor, reset } = useIdempotencyKey()
  const {
    data: comments,
    problem: loadProblem,
    reload,
  } = useAsyncData<CommentsView>(null, (signal) => api.comments(id, signal))
  usePolling({
    reload,
    seen: () => comments.value?.comments.length,
    isActive: isShown,
  })
  const text = shallowRef('')
  const files = shallowRef<readonly AttachmentView[]>([])
  const busy = shallowRef<'upload' | 'send' | 'open' | null>(null)
  const { error, run: runAction } = useAction()
  const downloadLink = shallowRef<{ name: string; path: string } | null>(null)
  useFormPersistence<{ text: string; files: readonly AttachmentView[] }>(`comment:${id}`, {
    outlives: () => true,
    read: () =>
      text.value.trim() === '' && files.value.length === 0 ? null : { text: text.value, files: files.value },
    restore(saved) {
      text.value = saved.text
      files.value = saved.files
    },
  })
  const left = computed(() => COMMENT_MAX - lengthOf(text.value.trim()))
  const hasRoom = computed(() => files.value.length < ATTACHMENTS_PER_COMMENT)
  const canSend = computed(
    () => left.value >= 0 && (text.value.trim() !== '' || files.value.length > 0 || busy.value === 'upload'),
  )

  /** Resolves once the running action is over: to true, or to false if it failed. */
  let running = Promise.resolve(true)
  async function run(kind: 'upload' | 'send' | 'open', action: () => Promise<void>): Promise<boolean> {
    if (busy.value !== null) return false
    busy.value = kind
    running = runAction(action).finally(() => (busy.value = null))
    return running
  }
  async function attach(file: File): Promise<boolean> {
    // A file that is chosen while a comment is sent belongs to the next comment, or to this one if sending it fails.
    let failure: unknown
    while (busy.value !== null) if (!(await running)) failure = error.value
    const isDone = await run('upload', async () => {
      const read = await readFile(file)
      if (!read) throw new ApiError('file.refused', '', { reason: 'too_large' })
      files.value = [...files.value, await api.upload(read)]
    })
    error.value ??= failure
    return isDone
  }
  const remove = (fileId: string) => {
    files.value = files.value.filter((file) => file.id !== fileId)
  }
  async function send(): Promise<boolean> {
    // While a link is fetched, the comment waits, and is sent even if the link could not be fetched.
    while (busy.value === 'open') await running
    // A file that is still being uploaded belongs to this comment.
    while (busy.value === 'upload') if (!(await running)) return false
    return run('send', async () => {
      const comment = { text: text.value, attachments: files.value.map((file) => file.id) }
      comments.value = await api.comment(id, comment, keyFor(comment))
      reset()
      // Text that was typed meanwhile was not sent, and stays.
      if (text.value === comment.text) text.value = ''
      files.value = []
    })
  }
  const open = ({ id: fileId, name }: AttachmentView) =>
    run('open', async () => {
      downloadLink.value = { name, path: (await api.attachmentLink(id, fileId)).path }
    })
  return {
    comments,
    loadProblem,
    reload,
    text,
    files,
    busy,
    error,
    downloadLink,
    left,
    hasRoom,
    canSend,
    attach,
    remove,
    send,
    open,
  }
}
