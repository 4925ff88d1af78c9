import { idSchema } from '@desk/shared/kernel/ids'
import { delegationBody, delegationList } from '@desk/shared/requests/delegation-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { getDelegations } from './list-delegations.ts'
import { makeDelegation } from './make-delegation.ts'
import { endDelegation } from './revoke-delegation.ts'

const param = z.object({ id: idSchema('delegation') })
const nothing = z.strictObject({})

const answer = (summary: string) =>
  describeRoute({
    summary,
    responses: {
      200: { description: summary, content: { 'application/json': { schema: resolver(delegationList) } } },
    },
  })

export const delegationRoutes = (deps: ReadDeps & Pick<Deps, 'ids' | 'failPoints' | 'emit'>) =>
  new Hono<AppEnv>()
    .get('/', answer('List delegations given and held'), async (c) =>
      c.json(await getDelegations(deps, c.var.actor), 200),
    )
    .post('/', answer('Create a delegation'), validate('json', delegationBody), async (c) =>
      c.json(await makeDelegation(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .post(
      '/:id/revoke',
      answer('Revoke a delegation'),
      validate('param', param),
      validate('json', nothing),
      async (c) => c.json(await endDelegation(deps, c.var.actor, c.req.valid('param').id), 200),
    )
