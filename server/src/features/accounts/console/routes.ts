import {
  acknowledgementBody,
  adoptionBody,
  consoleDeedPage,
  consoleDeedQuery,
} from '@desk/shared/accounts/console-schemas'
import { entryText } from '@desk/shared/kernel/whole-number'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { acknowledgeConsoleDeed, adoptConsoleDeed } from './handle-console-deed.ts'
import { listConsoleDeeds } from './list-console-deeds.ts'

const deedParam = validate('param', z.object({ id: entryText }))

/** Defines the routes of what admins did in WeCom's console. */
export const consoleDeedRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site'> & AdoptionDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson("List what admins did in WeCom's console outside this app", consoleDeedPage),
      validate('query', consoleDeedQuery),
      async (c) => c.json(await listConsoleDeeds(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/:id/acknowledgement',
      describeJson('Acknowledge a deed of the console', consoleDeedPage),
      deedParam,
      validate('json', acknowledgementBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await acknowledgeConsoleDeed(deps, c.var.actor, { id: Number(id), ...c.req.valid('json') })
        return c.json(await listConsoleDeeds(deps, c.var.actor, {}), 200)
      },
    )
    .post(
      '/:id/adoption',
      describeJson('Record the flow that continues a deed of the console', consoleDeedPage),
      deedParam,
      validate('json', adoptionBody),
      async (c) => {
        const { id } = c.req.valid('param')
        await adoptConsoleDeed(deps, c.var.actor, { id: Number(id), ...c.req.valid('json') })
        return c.json(await listConsoleDeeds(deps, c.var.actor, {}), 200)
      },
    )
