import {
  acknowledgementBody,
  adoptionBody,
  consoleOperationPage,
  consoleOperationQuery,
} from '@desk/shared/accounts/console-schemas'
import { entryText } from '@desk/shared/kernel/whole-number'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { acknowledgeConsoleOperation, adoptConsoleOperation } from './handle-console-operation.ts'
import { listConsoleOperations } from './list-console-operations.ts'

const operationParam = validate('param', z.object({ id: entryText }))

/** Defines the routes of what admins did in WeCom's console. */
export const consoleOperationRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'> & AdoptionDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson("List what admins did in WeCom's console outside this app", consoleOperationPage),
      validate('query', consoleOperationQuery),
      async (c) => c.json(await listConsoleOperations(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/:id/acknowledgement',
      describeJson('Acknowledge an operation in the console', consoleOperationPage),
      operationParam,
      validate('json', acknowledgementBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await acknowledgeConsoleOperation(deps, c.var.actor, { id: Number(id), ...c.req.valid('json') })
        return c.json(await listConsoleOperations(deps, c.var.actor, {}), 200)
      },
    )
    .post(
      '/:id/adoption',
      describeJson('Record the flow that continues an operation in the console', consoleOperationPage),
      operationParam,
      validate('json', adoptionBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await adoptConsoleOperation(deps, c.var.actor, { id: Number(id), ...c.req.valid('json') })
        return c.json(await listConsoleOperations(deps, c.var.actor, {}), 200)
      },
    )
