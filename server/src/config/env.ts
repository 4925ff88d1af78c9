import { useridSchema } from '@desk/shared/kernel/ids'
import { z } from 'zod'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ''))
const userids = list.pipe(z.array(z.string().refine((id) => useridSchema.safeParse(id).success, 'must be userids')))
const port = z.coerce.number().int().min(0).max(65_535)
const origin = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ''))
/** Token of at most 32 characters, key of exactly 43 characters of `[A-Za-z0-9]` (doc 90968). */
const callbackToken = z.string().regex(/^[A-Za-z0-9]{1,32}$/, 'must be 1 to 32 letters and digits')
const callbackKey = z.string().regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits')
const secret = z.string().min(8)
const sessionSecret = z.string().min(32, 'must have at least 32 characters')

/** Location of the data: all that a command beside the server needs. */
const dataSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, 'must be a postgres:// address')
    .optional(),
  DATA_DIR: z.string().min(1).default('./data'),
})

/** Base addresses of Tencent's platform (doc 91039, 91022, 98152). */
const TENCENT = {
  api: 'https://qyapi.weixin.qq.com',
  oauth: 'https://open.weixin.qq.com',
  login: 'https://login.work.weixin.qq.com',
} as const

const envSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  METRICS_PORT: port.optional(),
  PUBLIC_URL: origin.optional(),
  TRUST_PROXY: z.coerce.number().int().min(0).max(10).default(0),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(10).default(2),
  ...dataSchema.shape,
  SESSION_SECRET: sessionSecret,
  SESSION_SECRET_PREVIOUS: sessionSecret.optional(),
  WECOM_CORP_ID: z.string().min(1),
  WECOM_AGENT_ID: z.coerce.number().int().positive(),
  WECOM_AGENT_SECRET: secret,
  WECOM_CONTACTS_SECRET: secret.optional(),
  WECOM_CALLBACK_TOKEN: callbackToken.optional(),
  WECOM_CALLBACK_AES_KEY: callbackKey.optional(),
  WECOM_CALLBACK_TOKEN_PREVIOUS: callbackToken.optional(),
  WECOM_CALLBACK_AES_KEY_PREVIOUS: callbackKey.optional(),
  WECOM_CONTACTS_CALLBACK_TOKEN: callbackToken.optional(),
  WECOM_CONTACTS_CALLBACK_AES_KEY: callbackKey.optional(),
  WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS: callbackToken.optional(),
  WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS: callbackKey.optional(),
  WECOM_API_BASE: origin.default(TENCENT.api),
  WECOM_OAUTH_BASE: origin.default(TENCENT.oauth),
  WECOM_LOGIN_BASE: origin.default(TENCENT.login),
  WECOM_VERIFY_FILES: list.pipe(
    z.array(z.string().regex(/^WW_verify_[A-Za-z0-9]{1,64}\.txt$/, 'must be WW_verify_….txt names')),
  ),
  OPS_USERIDS: userids,
  OPS_LEAD_USERIDS: userids,
  HR_USERIDS: userids,
  AUDITOR_USERIDS: userids,
  TZ_BUSINESS: z.string().default('Asia/Shanghai').refine(isTimeZone, 'must be a time zone, e.g. Asia/Shanghai'),
})

const together = [
  ['WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'],
  ['WECOM_CONTACTS_CALLBACK_TOKEN', 'WECOM_CONTACTS_CALLBACK_AES_KEY'],
  ['WECOM_CALLBACK_TOKEN_PREVIOUS', 'WECOM_CALLBACK_AES_KEY_PREVIOUS'],
  ['WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS', 'WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS'],
] as const

/** Lists pairs of which one half is missing. Without this check the mistake would only show at the first callback. */
function halfPairs(given: ReadonlySet<string>) {
  return together.flatMap(([one, other]) => {
    if (given.has(one) === given.has(other)) return []
    const [missing, present] = given.has(one) ? [other, one] : [one, other]
    return [`${missing} must be set together with ${present}`]
  })
}

/** Returns the given variables by their present names. Until 0.10.0 `…_PREVIOUS` was called `…_ALSO`. */
function givenIn(env: Record<string, string | undefined>) {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '')
  const renamed = set.map(([name, value]) => [name.replace(/_ALSO$/, '_PREVIOUS'), value] as const)
  return Object.entries({ ...Object.fromEntries(renamed), ...Object.fromEntries(set) })
}

/** Lists pairs of which one half has the earlier name and the other the present one: they may be of different rotations. */
function mixedPairs(env: Record<string, string | undefined>) {
  const isSet = (name: string) => env[name] !== undefined && env[name] !== ''
  return together.flatMap((pair) => {
    const present = pair.filter(isSet)
    const [earlier] = pair.filter((name) => !isSet(name)).map((name) => name.replace(/_PREVIOUS$/, '_ALSO'))
    if (present.length !== 1 || earlier === undefined || !isSet(earlier)) return []
    return [`${earlier} must be renamed to ${earlier.replace(/_ALSO$/, '_PREVIOUS')}, like ${String(present[0])}`]
  })
}

export type Config = ReturnType<typeof readConfig>

/**
 * Returns the configuration; called once, by the composition root. Throws one error that lists every invalid variable
 * without its value.
 */
export function readConfig(env: Record<string, string | undefined>) {
  const given = givenIn(env)
  const parsed = envSchema.safeParse(Object.fromEntries(given))
  const issues = parsed.success ? [] : parsed.error.issues.map(sentenceOf)
  const sentences = [...issues, ...halfPairs(new Set(given.map(([name]) => name))), ...mixedPairs(env)]
  if (!parsed.success || sentences.length > 0) throw new ConfigError(sentences)
  const values = parsed.data
  return { ...values, PUBLIC_URL: values.PUBLIC_URL ?? `http://localhost:${values.PORT}` }
}

/** Returns the part of the configuration that commands beside the server need. */
export function readDataConfig(env: Record<string, string | undefined>): z.output<typeof dataSchema> {
  const given = givenIn(env)
  const parsed = dataSchema.safeParse(Object.fromEntries(given))
  if (!parsed.success) throw new ConfigError(parsed.error.issues.map(sentenceOf))
  return parsed.data
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(sentences: readonly string[]) {
    const lines = sentences.map((sentence) => `  ${sentence}`)
    super(
      `These settings keep the server from starting (each is explained in docs/configuration.md):\n${lines.join('\n')}`,
    )
  }
}

function sentenceOf({ path, message, input }: z.core.$ZodIssue): string {
  return `${path.join('.')} ${input === undefined && message.includes('received') ? 'is missing' : message}`
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Whether any platform address differs from Tencent's: a simulator, or a company proxy. */
export const isCustomWecomBase = (config: Config): boolean =>
  config.WECOM_API_BASE !== TENCENT.api ||
  config.WECOM_OAUTH_BASE !== TENCENT.oauth ||
  config.WECOM_LOGIN_BASE !== TENCENT.login

/** Whether desktop sign-in uses Tencent's host, the only one that the JSSDK's panel accepts. */
export const hasTencentLogin = (config: Config): boolean => config.WECOM_LOGIN_BASE === TENCENT.login
