import { idSchema } from '@desk/shared/kernel/ids'
import {
  attachmentView,
  commentBody,
  downloadLink,
  commentsView,
  uploadBody,
} from '@desk/shared/comments/comment-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { optionalIdempotencyHeader } from '../../http/idempotency-header.ts'
import { validate } from '../../http/validate.ts'
import { addComment } from './add-comment.ts'
import { getComments, openAttachment } from './get-comments.ts'
import type { CommentDeps } from './comment-deps.ts'
import { uploadAttachment } from './upload-attachment.ts'

const requestParam = z.object({ id: idSchema('request') })
const fileParam = z.object({ id: idSchema('request'), attachmentId: idSchema('attachment') })

/** Adds the routes under `/api/requests/:id`. */
export const commentRoutes = (deps: CommentDeps) =>
  new Hono<AppEnv>()
    .get(
      '/:id/comments',
      describeJson('List the comments of a request', commentsView),
      validate('param', requestParam),
      async (c) => c.json(await getComments(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/comments',
      describeJson('Add a comment', commentsView, 201),
      validate('param', requestParam),
      validate('header', optionalIdempotencyHeader),
      validate('json', commentBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const comment = { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey }
        return c.json(await addComment(deps, c.var.actor, comment), 201)
      },
    )
    .post(
      '/:id/attachments/:attachmentId/link',
      describeJson('Create a one-time download link', downloadLink, 201),
      validate('param', fileParam),
      async (c) => c.json(await openAttachment(deps, c.var.actor, c.req.valid('param')), 201),
    )

export const attachmentRoutes = (deps: CommentDeps) =>
  new Hono<AppEnv>().post(
    '/',
    describeJson('Upload an attachment', attachmentView, 201),
    validate('json', uploadBody),
    async (c) => c.json(await uploadAttachment(deps, c.var.actor, c.req.valid('json')), 201),
  )
