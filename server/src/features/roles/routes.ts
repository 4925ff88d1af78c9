import { idSchema } from '@desk/shared/kernel/ids'
import { pageQuery } from '@desk/shared/kernel/page'
import {
  confirmBody,
  departmentHits,
  departmentQuery,
  grantBody,
  roleSwitchBody,
  rolesView,
} from '@desk/shared/settings/role-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import { searchDepartments } from '../../directory/department-search-queries.ts'
import type { Deps } from '../../kernel/deps.ts'
import { confirmProposals } from './confirm-proposals.ts'
import { endRole } from './end-role.ts'
import { getRoles } from './get-roles.ts'
import { grantRole } from './grant-role.ts'
import { setRoleSwitch } from './set-role-switch.ts'

const grantParam = z.object({ id: idSchema('grant') })
const answer = (summary: string, schema: z.ZodMiniType = rolesView) =>
  describeRoute({
    summary,
    responses: { 200: { description: summary, content: { 'application/json': { schema: resolver(schema) } } } },
  })

/** Routes of role grants. Each change responds with the current page data. */
export const roleRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>) =>
  new Hono<AppEnv>()
    .get('/', answer('List current, future and proposed role grants'), validate('query', pageQuery), async (c) =>
      c.json(await getRoles(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get('/departments', answer('Search departments by name', departmentHits), validate('query', departmentQuery), async (c) =>
      c.json(await searchDepartments(deps, c.req.valid('query').q), 200),
    )
    .post('/', answer('Grant a role'), validate('json', grantBody), async (c) => {
      await grantRole(deps, c.var.actor, c.req.valid('json'))
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
    .post('/proposals/confirm', answer('Confirm role grants that WeCom proposed'), validate('json', confirmBody), async (c) => {
      await confirmProposals(deps, c.var.actor, c.req.valid('json').ids)
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
    .post('/switch', answer('Change a role setting'), validate('json', roleSwitchBody), async (c) => {
      await setRoleSwitch(deps, c.var.actor, c.req.valid('json'))
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
    .post('/:id/end', answer('End a role grant'), validate('param', grantParam), async (c) => {
      await endRole(deps, c.var.actor, c.req.valid('param').id)
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
