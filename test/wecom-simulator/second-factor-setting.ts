import { z } from 'zod'

/** 二次验证 as an admin sets it in the console; no API can (doc 99519). */
export const secondFactorSchema = z.strictObject({
  on: z.boolean(),
  /** The OAuth2 link of the app's page; null: not configured (40210). */
  url: z.url().nullable().optional(),
  /** null: the whole company. */
  scope: z.array(z.string()).nullable().optional(),
})

export type SecondFactor = {
  on: boolean
  url: string | null
  scope: string[] | null
  /** Who has been let in since it was switched on, or since the client last asked. */
  passed: string[]
  codes: Record<string, { userid: string; issuedAtMs: number; used: boolean }>
}

export const noSecondFactor = (): SecondFactor => ({ on: false, url: null, scope: null, passed: [], codes: {} })
