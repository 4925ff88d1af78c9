import { calendarBody, calendarQuery, calendarView } from '@desk/shared/calendar/calendar-schemas'
import { Hono } from 'hono'
import { describeRoute, resolver } from 'hono-openapi'
import type { AppEnv } from '../../http/app-env.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { changeCalendar } from './change-calendar.ts'
import { getCalendar } from './get-calendar.ts'

const answer = (summary: string) =>
  describeRoute({
    summary,
    responses: { 200: { description: summary, content: { 'application/json': { schema: resolver(calendarView) } } } },
  })

export const calendarRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'site' | 'holidays'>) =>
  new Hono<AppEnv>()
    .get('/', answer('Get a month of the working calendar'), validate('query', calendarQuery), async (c) =>
      c.json(await getCalendar(deps, c.var.actor, c.req.valid('query').month), 200),
    )
    .post('/', answer('Change a calendar day or the quiet hours'), validate('json', calendarBody), async (c) => {
      const change = c.req.valid('json')
      await changeCalendar(deps, c.var.actor, change)
      const month = change.change === 'day' ? change.day.slice(0, 7) : undefined
      return c.json(await getCalendar(deps, c.var.actor, month), 200)
    })
