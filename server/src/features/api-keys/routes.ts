import { idSchema } from '@desk/shared/kernel/ids'
import { pageQuery } from '@desk/shared/kernel/page'
import { limitText } from '@desk/shared/kernel/limit-text'
import { departmentCursor } from '@desk/shared/kernel/whole-number'
import { departmentsV1 } from '@desk/shared/directory/departments-v1'
import { apiKeyBody, apiKeyCalls, apiKeysView, createdApiKey } from '@desk/shared/api-keys/api-key-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { describeV1 } from '../../http/describe-v1.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { adoptApiKey } from './adopt-api-key.ts'
import { listDepartments } from './api-key-queries.ts'
import { listApiKeyCalls } from './list-api-key-calls.ts'
import { listApiKeys } from './list-api-keys.ts'
import { createApiKey, expiryProblems } from './create-api-key.ts'
import type { RequireApiKey } from './guard-routes.ts'
import { revokeApiKey } from './revoke-api-key.ts'

type KeyDeps = Pick<Deps, 'db' | 'clock' | 'ids' | 'site'>

const keyParam = z.object({ id: idSchema('apiKey') })
/** Departments per page: more than on a screen, since programs read them. */
const DEPARTMENTS_PER_PAGE = 200
const departmentQuery = z.strictObject({
  after: z.optional(departmentCursor.check(z.describe('上一页的 next，原样传回；不传或为空时从头读'))),
  limit: z.optional(limitText(DEPARTMENTS_PER_PAGE)),
})
const departments = describeV1(
  {
    operationId: 'listDepartments',
    summary: '部门',
    description: '应用可见的部门，按 id 排列。',
    example: { items: [{ id: 12, name: '来料检验组', parentId: 3, path: [1, 3, 12], order: 100 }], next: null },
    scope: 'directory.read',
  },
  departmentsV1,
)

export const apiKeyRoutes = (deps: KeyDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List API keys, newest first', apiKeysView), validate('query', pageQuery), async (c) =>
      c.json(await listApiKeys(deps, c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeJson('Create an API key', createdApiKey, 201),
      validate('json', apiKeyBody, (body) => expiryProblems(deps, Object(body))),
      async (c) => c.json(await createApiKey(deps, c.var.actor, c.req.valid('json')), 201),
    )
    .post('/:id/revoke', describeJson('Revoke an API key', apiKeysView), validate('param', keyParam), async (c) => {
      await revokeApiKey(deps, c.var.actor, c.req.valid('param').id)
      return c.json(await listApiKeys(deps, {}), 200)
    })
    .post(
      '/:id/adopt',
      describeJson('Take responsibility for an API key', apiKeysView),
      validate('param', keyParam),
      async (c) => {
        await adoptApiKey(deps, c.var.actor, c.req.valid('param').id)
        return c.json(await listApiKeys(deps, {}), 200)
      },
    )
    .get(
      '/:id/calls',
      describeJson('List the calls of an API key, newest first', apiKeyCalls),
      validate('param', keyParam),
      validate('query', pageQuery),
      async (c) => c.json(await listApiKeyCalls(deps, c.req.valid('param').id, c.req.valid('query')), 200),
    )

/** Routes for the company's backend. `v1` is a stable contract; incompatible changes require `v2`. */
export const v1Routes = (deps: KeyDeps, requireApiKey: RequireApiKey) =>
  new Hono<AppEnv>().get(
    '/departments',
    departments,
    requireApiKey('directory.read'),
    validate('query', departmentQuery),
    async (c) => {
      const { after = 0, limit = DEPARTMENTS_PER_PAGE } = c.req.valid('query')
      const rows = await listDepartments(deps.db, Number(after), Number(limit) + 1)
      const items = rows.slice(0, Number(limit))
      return c.json({ items, next: rows.length > items.length ? String(items.at(-1)?.id) : null }, 200)
    },
  )
