import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { signPage } from './jssdk-signature.ts'

const signatureQuery = z.strictObject({
  url: z.string().check(z.maxLength(2048)),
  kind: z.enum(['agent', 'corp']),
  /** The client refused the signature before. */
  again: z.optional(z.literal('1')),
})

const signature = z.object({
  /** Unix time in seconds. */
  timestamp: z.int(),
  nonceStr: z.string(),
  signature: z.string(),
})

export const jssdkRoutes = (deps: Pick<Deps, 'wecom' | 'clock' | 'ids' | 'site'>) =>
  new Hono<AppEnv>().get(
    '/api/jssdk/signature',
    describeJson('Sign a page for the JS-SDK', signature),
    validate('query', signatureQuery),
    async (c) => c.json(await signPage(deps, c.req.valid('query')), 200),
  )
