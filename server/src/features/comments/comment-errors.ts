import { defineError } from '../../kernel/app-error.ts'

/** Comments are shown unpaged, so their number is limited. */
export const CommentLimitError = defineError(
  'comment.full',
  409,
  'This request has reached the maximum number of comments',
)

export const FileQuotaError = defineError(
  'file.quota',
  429,
  'This person has reached the limit for files within 24 hours',
)
