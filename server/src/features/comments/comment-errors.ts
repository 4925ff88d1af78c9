import { defineError } from '../../kernel/app-error.ts'

/** Comments are shown unpaged, so their number is limited. */
export const CommentLimitError = defineError('comment.full', 409, 'This request has as many comments as are shown')

export const FileQuotaError = defineError('file.quota', 429, 'This person stored enough files today')
