import { idSchema } from '@desk/shared/kernel/ids'
import { attachmentView, commentBody, downloadLink, talkView, uploadBody } from '@desk/shared/comments/comment-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { addComment } from './add-comment.ts'
import { getTalk, openAttachment } from './get-comments.ts'
import type { TalkDeps } from './comment-deps.ts'
import { uploadAttachment } from './upload-attachment.ts'

const requestParam = z.object({ id: idSchema('request') })
const keyHeader = z.object({ 'idempotency-key': z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{8,255}$/))) })
const fileParam = z.object({ id: idSchema('request'), attachmentId: idSchema('attachment') })

const answer = (summary: string, status: 200 | 201, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { [status]: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

/** Under `/api/requests/:id`. */
export const talkRoutes = (deps: TalkDeps) =>
  new Hono<AppEnv>()
    .get(
      '/:id/comments',
      answer('List the comments of a request', 200, talkView),
      validate('param', requestParam),
      async (c) => c.json(await getTalk(deps, c.var.actor, c.req.valid('param').id), 200),
    )
    .post(
      '/:id/comments',
      answer('Add a comment', 201, talkView),
      validate('param', requestParam),
      validate('header', keyHeader),
      validate('json', commentBody),
      async (c) => {
        const idempotencyKey = c.req.valid('header')['idempotency-key']
        const comment = { ...c.req.valid('param'), ...c.req.valid('json'), idempotencyKey }
        return c.json(await addComment(deps, c.var.actor, comment), 201)
      },
    )
    .post(
      '/:id/attachments/:attachmentId/link',
      answer('Create a one-time download link', 201, downloadLink),
      validate('param', fileParam),
      async (c) => c.json(await openAttachment(deps, c.var.actor, c.req.valid('param')), 201),
    )

export const attachmentRoutes = (deps: TalkDeps) =>
  new Hono<AppEnv>().post(
    '/',
    answer('Upload an attachment', 201, attachmentView),
    validate('json', uploadBody),
    async (c) => c.json(await uploadAttachment(deps, c.var.actor, c.req.valid('json')), 201),
  )
