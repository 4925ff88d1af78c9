import { dutyView } from '@desk/shared/duties/duty-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { type DutySource, getDuties } from './get-duties.ts'

export const dutyRoutes = (sources: readonly DutySource[]) =>
  new Hono<AppEnv>().get('/', describeJson("Get the caller's duties by clause", dutyView), async (c) =>
    c.json(await getDuties(sources, c.var.actor), 200),
  )
