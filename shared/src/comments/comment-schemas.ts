import * as z from 'zod/mini'
import { idSchema } from '../kernel/ids.ts'
import { lineOfText, linesOfText } from '../kernel/plain-text.ts'
import { memberRef } from '../directory/member-ref.ts'
import { ATTACHMENTS_PER_COMMENT, COMMENT_MAX } from './comment-limits.ts'

/** Maximum number of comments of one request: they are read as one list. */
export const COMMENTS_PER_REQUEST = 500

/** Maximum number of files that one person stores in a day. */
export const ATTACHMENTS_PER_DAY = 30
export const ATTACHMENT_BYTES_PER_DAY = 40 * 1024 * 1024
/** Maximum size of an upload in bytes. The server makes a picture smaller, and keeps a PDF as it is. */
export const UPLOAD_MAX_BYTES = 5 * 1024 * 1024

export const attachmentTypes = ['image/jpeg', 'application/pdf'] as const

export const commentBody = z
  .strictObject({
    text: linesOfText(COMMENT_MAX),
    attachments: z.array(idSchema('attachment')).check(z.maxLength(ATTACHMENTS_PER_COMMENT)),
  })
  .check(
    z.refine(({ text, attachments }) => text !== '' || attachments.length > 0, {
      path: ['text'],
      error: 'comment.empty',
    }),
  )
export type CommentBody = z.output<typeof commentBody>

const FILE_NAME_MAX = 80

/** A file in base64. The API accepts JSON only, so that no foreign page can send a file. */
export const uploadBody = z.strictObject({
  name: lineOfText(FILE_NAME_MAX).check(z.minLength(1, { error: 'file.no_name' })),
  data: z.base64().check(z.maxLength(Math.ceil(UPLOAD_MAX_BYTES / 3) * 4, { error: 'file.too_large' })),
})
export type UploadBody = z.output<typeof uploadBody>

export const attachmentView = z.object({
  id: idSchema('attachment'),
  name: z.string(),
  type: z.enum(attachmentTypes),
  size: z.int(),
})
export type AttachmentView = z.infer<typeof attachmentView>

const commentView = z.object({
  id: idSchema('comment'),
  author: memberRef,
  text: z.string(),
  at: z.string(),
  attachments: z.array(attachmentView),
})

/** All comments of one request, oldest first. */
export const commentsView = z.object({ comments: z.array(commentView) })
export type CommentsView = z.infer<typeof commentsView>

export const downloadLink = z.object({ path: z.string(), expiresAt: z.string() })
export type DownloadLink = z.infer<typeof downloadLink>
