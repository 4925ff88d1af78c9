import { idSchema } from '@desk/shared/kernel/ids'
import { delegationBody, delegationList } from '@desk/shared/delegations/delegation-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps, ReadDeps } from '../../kernel/deps.ts'
import { getDelegations } from './get-delegations.ts'
import { createDelegation } from './create-delegation.ts'
import { revokeDelegation } from './revoke-delegation.ts'

const param = z.object({ id: idSchema('delegation') })
const emptyBody = z.strictObject({})

export const delegationRoutes = (deps: ReadDeps & Pick<Deps, 'ids' | 'failPoints' | 'emit'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List delegations given and held', delegationList), async (c) =>
      c.json(await getDelegations(deps, c.var.actor), 200),
    )
    .post('/', describeJson('Create a delegation', delegationList), validate('json', delegationBody), async (c) =>
      c.json(await createDelegation(deps, c.var.actor, c.req.valid('json')), 200),
    )
    .post(
      '/:id/revoke',
      describeJson('Revoke a delegation', delegationList),
      validate('param', param),
      validate('json', emptyBody),
      async (c) => c.json(await revokeDelegation(deps, c.var.actor, c.req.valid('param').id), 200),
    )
