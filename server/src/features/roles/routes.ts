import { idSchema } from '@desk/shared/kernel/ids'
import {
  confirmBody,
  departmentHits,
  departmentQuery,
  grantBody,
  roleSwitchBody,
  rolesQuery,
  rolesView,
} from '@desk/shared/roles/role-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import { searchDepartments } from '../../directory/department-search-queries.ts'
import type { Deps } from '../../kernel/deps.ts'
import { confirmProposals } from './confirm-proposals.ts'
import { endRole } from './end-role.ts'
import { getRoles } from './get-roles.ts'
import { grantRole } from './grant-role.ts'
import { setRoleSwitch } from './set-role-switch.ts'

const grantParam = z.object({ id: idSchema('grant') })
/** Defines the routes of role grants. Each change responds with the current page data. */
export const roleRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'emit'>) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('List current, future and proposed role grants', rolesView),
      validate('query', rolesQuery),
      async (c) => c.json(await getRoles(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get(
      '/departments',
      describeJson('Search departments by name', departmentHits),
      validate('query', departmentQuery),
      async (c) => c.json(await searchDepartments(deps, c.req.valid('query').q), 200),
    )
    .post('/', describeJson('Grant a role', rolesView), validate('json', grantBody), async (c) => {
      await grantRole(deps, c.var.actor, c.req.valid('json'))
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
    .post(
      '/proposals/confirm',
      describeJson('Confirm role grants that WeCom proposed', rolesView),
      validate('json', confirmBody),
      async (c) => {
        await confirmProposals(deps, c.var.actor, c.req.valid('json').ids)
        return c.json(await getRoles(deps, c.var.actor, {}), 200)
      },
    )
    .post('/switch', describeJson('Change a role setting', rolesView), validate('json', roleSwitchBody), async (c) => {
      await setRoleSwitch(deps, c.var.actor, c.req.valid('json'))
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
    .post('/:id/end', describeJson('End a role grant', rolesView), validate('param', grantParam), async (c) => {
      await endRole(deps, c.var.actor, c.req.valid('param').id)
      return c.json(await getRoles(deps, c.var.actor, {}), 200)
    })
