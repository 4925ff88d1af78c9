import { departureBody, peoplePage, peopleQuery, personPage } from '@desk/shared/accounts/people-schemas'
import { useridSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps } from '../../../kernel/deps.ts'
import type { AdoptionDeps } from '../adopting-flow.ts'
import { getPerson } from './get-person.ts'
import { listPeople } from './list-people.ts'
import { reportDeparture } from './report-departure.ts'

const useridParam = validate('param', z.object({ userid: useridSchema }))

/** Defines the routes of people and of reports that they left. */
export const peopleRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'ids' | 'site' | 'afterRestore'> & AdoptionDeps) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('List the people whom the caller may see', peoplePage),
      validate('query', peopleQuery),
      async (c) => c.json(await listPeople(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get('/:userid', describeJson("Get a person's data in the directory", personPage), useridParam, async (c) =>
      c.json(await getPerson(deps, c.var.actor, c.req.valid('param').userid), 200),
    )
    .post(
      '/:userid/departure',
      describeJson('Report that a member left', personPage),
      useridParam,
      validate('json', departureBody),
      async (c) => {
        const { userid } = c.req.valid('param')
        await reportDeparture(deps, c.var.actor, { userid, ...c.req.valid('json') })
        return c.json(await getPerson(deps, c.var.actor, userid), 200)
      },
    )
