import { closingView, openTransferBody } from '@desk/shared/accounts/close/closing-schemas'
import { Hono } from 'hono'
import type { AppEnv } from '../../../http/app-env.ts'
import { describeJson } from '../../../http/describe-json.ts'
import { validate } from '../../../http/validate.ts'
import { openTransfer, type TransferDeps } from './open-transfer.ts'

/** Defines the route that opens a transfer; afterwards it is handled as a closing. */
export const transferRoutes = (deps: TransferDeps) =>
  new Hono<AppEnv>().post(
    '/',
    describeJson('Open a transfer', closingView),
    validate('json', openTransferBody),
    async (c) => c.json(await openTransfer(deps, c.var.actor, c.req.valid('json')), 200),
  )
