import { departureAdoptionBody, departureAnswerBody } from '@desk/shared/accounts/people-schemas'
import { idSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { adoptDeparture, answerDeparture } from './answer-departure.ts'

const reportParam = validate('param', z.object({ id: idSchema('departureReport') }))
const handled = z.object({ handled: z.literal(true) })

/** Defines the routes of departure reports. */
export const departureRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'afterRestore'> & AdoptionDeps) =>
  new Hono<AppEnv>()
    .post(
      '/:id/adoption',
      describeJson('Record the flow that closes the account of a reported member', handled),
      reportParam,
      validate('json', departureAdoptionBody),
      async (c) => {
        await adoptDeparture(deps, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') })
        return c.json({ handled: true as const }, 200)
      },
    )
    .post(
      '/:id/answer',
      describeJson('Answer that a reported member has not left', handled),
      reportParam,
      validate('json', departureAnswerBody),
      async (c) => {
        await answerDeparture(deps, c.var.actor, { id: c.req.valid('param').id, ...c.req.valid('json') })
        return c.json({ handled: true as const }, 200)
      },
    )
