import { calendarBody, calendarQuery, calendarView } from '@desk/shared/calendar/calendar-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { changeCalendar } from './change-calendar.ts'
import { getCalendar } from './get-calendar.ts'

export const calendarRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'site' | 'holidays'>) =>
  new Hono<AppEnv>()
    .get(
      '/',
      describeJson('Get a month of the working calendar', calendarView),
      validate('query', calendarQuery),
      async (c) => c.json(await getCalendar(deps, c.var.actor, c.req.valid('query').month), 200),
    )
    .post(
      '/',
      describeJson('Change a calendar day or the quiet hours', calendarView),
      validate('json', calendarBody),
      async (c) => {
        const change = c.req.valid('json')
        await changeCalendar(deps, c.var.actor, change)
        const month = change.change === 'day' ? change.day.slice(0, 7) : undefined
        return c.json(await getCalendar(deps, c.var.actor, month), 200)
      },
    )
