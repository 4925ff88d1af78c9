import { useridSchema } from '@desk/shared/kernel/ids'
import { personRecord, personRecordQuery, recordHits, recordQuery } from '@desk/shared/policies/record-schemas'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps, ReadDeps } from '../../../kernel/deps.ts'
import { getRecord } from './get-record.ts'
import { searchRecords } from './search-records.ts'

const param = validate('param', z.object({ userid: useridSchema }))

/** Defines the routes to find out what a person signed. */
export const recordRoutes = (deps: ReadDeps & Pick<Deps, 'ids'>) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('Find people with the status of their policies', recordHits),
      validate('query', recordQuery),
      async (c) => c.json(await searchRecords(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .get(
      '/:userid',
      describeJson("Get a person's record", personRecord),
      param,
      validate('query', personRecordQuery),
      async (c) =>
        c.json(await getRecord(deps, c.var.actor, { ...c.req.valid('param'), ...c.req.valid('query') }), 200),
    )
