import { departuresBody, directoryHealth, memberPage, memberQuery } from '@desk/shared/directory/directory-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { confirmDepartures } from './confirm-departures.ts'
import { getDirectoryHealth } from './get-directory-health.ts'
import { createSizeCache } from './directory-size-cache.ts'
import { requestSync } from './request-sync.ts'
import { createMemberSearch } from './search-members.ts'

export function memberRoutes(deps: Pick<Deps, 'db' | 'clock'>) {
  const searchMembers = createMemberSearch(deps)
  return new Hono<AppEnv>().get(
    '/',
    describeJson('Search colleagues by name, pinyin or initials', memberPage),
    validate('query', memberQuery),
    async (c) => c.json(await searchMembers(c.var.actor, c.req.valid('query')), 200),
  )
}

export function directoryRoutes(deps: ReadDeps) {
  const healthDeps = { ...deps, sizeCache: createSizeCache() }
  return new Hono<AppEnv>()
    .get('/', describeJson('Get the state of the directory sync', directoryHealth), async (c) =>
      c.json(await getDirectoryHealth(healthDeps, c.var.actor), 200),
    )
    .post('/sync', describeJson('Start a directory sync', directoryHealth), async (c) => {
      await requestSync(deps, c.var.actor)
      return c.json(await getDirectoryHealth(healthDeps, c.var.actor), 200)
    })
    .post(
      '/departures',
      describeJson('Confirm that the members whom a sync missed have left', directoryHealth),
      validate('json', departuresBody),
      async (c) => {
        await confirmDepartures(deps, c.var.actor, c.req.valid('json'))
        return c.json(await getDirectoryHealth(healthDeps, c.var.actor), 200)
      },
    )
}
