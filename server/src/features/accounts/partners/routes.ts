import {
  partnerBody,
  partnerDecisionBody,
  partnerList,
  partnerMark,
  partnerMarkBody,
  partnerPage,
  partnerQuery,
  renewalBody,
} from '@desk/shared/accounts/partner-schemas'
import { useridSchema } from '@desk/shared/kernel/ids'
import { Hono } from 'hono'
import * as z from 'zod/mini'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import type { Deps } from '../../../kernel/deps.ts'
import { decidePartner, renewPartner } from './decide-partner.ts'
import { endPartner } from './end-contract.ts'
import { getPartner, listPartners } from './list-partners.ts'
import { getPartnerMark, setPartnerMark } from './partner-mark.ts'
import { type PartnerDeps, releasePartner, setPartner } from './set-partner.ts'

const useridParam = validate('param', z.object({ userid: useridSchema }))

/** Defines the routes of the list of partners, for HR and the management department. */
export const partnerListRoutes = (deps: PartnerDeps) =>
  new Hono<AppEnv>()
    .get('/', describeJson('List partners', partnerList), validate('query', partnerQuery), async (c) =>
      c.json(await listPartners(deps, c.var.actor, c.req.valid('query')), 200),
    )
    .post(
      '/',
      describeJson('Register a partner or change their contract', partnerList),
      validate('json', partnerBody),
      async (c) => {
        await setPartner(deps, c.var.actor, c.req.valid('json'))
        return c.json(await listPartners(deps, c.var.actor), 200)
      },
    )
    .post(
      '/:userid/end',
      describeJson("End a partner's contract and disable the account", partnerList),
      useridParam,
      async (c) => {
        await endPartner(deps, c.var.actor, c.req.valid('param'))
        return c.json(await listPartners(deps, c.var.actor), 200)
      },
    )
    .post('/:userid/release', describeJson('Make a partner an employee', partnerList), useridParam, async (c) => {
      await releasePartner(deps, c.var.actor, c.req.valid('param'))
      return c.json(await listPartners(deps, c.var.actor), 200)
    })

/** Defines the routes of one partner, for the sponsor, HR and the management department. */
export const partnerRoutes = (deps: PartnerDeps) =>
  new Hono<AppEnv>()
    .get('/:userid', describeJson('Get a partner', partnerPage), useridParam, async (c) =>
      c.json(await getPartner(deps, c.var.actor, c.req.valid('param').userid), 200),
    )
    .post(
      '/:userid/renewal',
      describeJson("Renew a partner's contract", partnerPage),
      useridParam,
      validate('json', renewalBody),
      async (c) => {
        const { userid } = c.req.valid('param')
        await renewPartner(deps, c.var.actor, { userid, ...c.req.valid('json') })
        return c.json(await getPartner(deps, c.var.actor, userid), 200)
      },
    )
    .post(
      '/:userid/decision',
      describeJson("Decide what happens after a partner's last day", partnerPage),
      useridParam,
      validate('json', partnerDecisionBody),
      async (c) => {
        const { userid } = c.req.valid('param')
        await decidePartner(deps, c.var.actor, { userid, ...c.req.valid('json') })
        return c.json(await getPartner(deps, c.var.actor, userid), 200)
      },
    )

/** Defines the routes of the attribute that marks partners. */
export const partnerMarkRoutes = (deps: PartnerDeps & Pick<Deps, 'ids'>) =>
  new Hono<AppEnv>()
    .get('/', describeJson('Get the attribute that marks partners', partnerMark), async (c) =>
      c.json(await getPartnerMark(deps, c.var.actor), 200),
    )
    .post(
      '/',
      describeJson('Set the attribute that marks partners', partnerMark),
      validate('json', partnerMarkBody),
      async (c) => c.json(await setPartnerMark(deps, c.var.actor, c.req.valid('json')), 200),
    )
