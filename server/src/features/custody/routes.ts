import { custodyBody, custodyView } from '@desk/shared/custody/custody-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../http/app-env.ts'
import { describeJson } from '../../http/describe-json.ts'
import { preferencesOf } from '../../http/read-preferences.ts'
import { validate } from '../../http/validate.ts'
import type { Deps } from '../../kernel/deps.ts'
import { confirmCustody, getCustody } from './confirm-custody.ts'

/** Defines the routes of the yearly confirmation about one's own account. */
export const custodyRoutes = (deps: Pick<Deps, 'db' | 'clock' | 'site' | 'emit'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the yearly account confirmation', custodyView), async (c) =>
      c.json(await getCustody(deps, c.var.actor, preferencesOf(c).language), 200),
    )
    .post(
      '/',
      describeJson('Confirm how the account is kept', custodyView),
      validate('json', custodyBody),
      async (c) => {
        const { language } = preferencesOf(c)
        return c.json(await confirmCustody(deps, c.var.actor, { ...c.req.valid('json'), language }), 200)
      },
    )
