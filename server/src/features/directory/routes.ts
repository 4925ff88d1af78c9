import { directoryHealth, memberPage, memberQuery } from '@desk/shared/directory/directory-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { getDirectoryHealth } from './get-directory-health.ts'
import { requestSync } from './request-sync.ts'
import { createMemberSearch } from './search-members.ts'

const answer = (summary: string, schema: z.ZodMiniType) =>
  describeRoute({
    summary,
    responses: { 200: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

export function memberRoutes(deps: Pick<Deps, 'db' | 'clock'>) {
  const searchMembers = createMemberSearch(deps)
  return new Hono<AppEnv>().get(
    '/',
    answer('Search colleagues by name, pinyin or initials', memberPage),
    validate('query', memberQuery),
    async (c) => c.json(await searchMembers(c.var.actor, c.req.valid('query')), 200),
  )
}

export const directoryRoutes = (deps: ReadDeps) =>
  new Hono<AppEnv>()
    .get('/', answer('Get the state of the directory sync', directoryHealth), async (c) =>
      c.json(await getDirectoryHealth(deps, c.var.actor), 200),
    )
    .post('/sync', answer('Start a directory sync', directoryHealth), async (c) => {
      await requestSync(deps, c.var.actor)
      return c.json(await getDirectoryHealth(deps, c.var.actor), 200)
    })
