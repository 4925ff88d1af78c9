import { Hono } from 'hono'
import type { AppEnv } from './app-env.ts'
import { NotFoundError } from '../kernel/app-error.ts'

/**
 * Serves `WW_verify_<token>.txt`, whose content is the token without a newline: WeCom's check that the domain belongs
 * to the company (doc 90313, 85005).
 */
export const verifyFileRoutes = (names: readonly string[]) =>
  new Hono<AppEnv>().get('/:verifyFile{WW_verify_[A-Za-z0-9]+\\.txt}', (c) => {
    const name = c.req.param('verifyFile')
    if (!names.includes(name)) throw new NotFoundError()
    return c.text(name.replace(/^WW_verify_/, '').replace(/\.txt$/, ''))
  })
