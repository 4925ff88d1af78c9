import { z } from 'zod'

/** Settings of 二次验证; only the console can change them (doc 99519). */
export const secondFactorSchema = z.strictObject({
  on: z.boolean(),
  /** The OAuth2 link of the app's page; null: not configured (error 40210). */
  url: z.url().nullable().optional(),
  /** null: the whole company. */
  scope: z.array(z.string()).nullable().optional(),
})

export type SecondFactor = {
  on: boolean
  url: string | null
  scope: string[] | null
  /** Members who passed since the settings changed or the client last required it. */
  passed: string[]
  codes: Record<string, { userid: string; issuedAtMs: number; used: boolean }>
}

export const defaultSecondFactor = (): SecondFactor => ({ on: false, url: null, scope: null, passed: [], codes: {} })
