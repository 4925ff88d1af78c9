import { useridSchema } from '@desk/shared/kernel/ids'
import { z } from 'zod'

const list = z
  .string()
  .default('')
  .transform((text) => text.split(',').map((item) => item.trim()))
  .transform((items) => items.filter((item) => item !== ''))
const userids = list.pipe(z.array(z.string().refine((id) => useridSchema.safeParse(id).success, 'must be userids')))
/** Returns the schema of a whole number in a range; anything else gets this one sentence. */
function wholeNumber(from: number, to: number) {
  const error = `must be a whole number from ${String(from)} to ${String(to)}`
  return z.coerce.number({ error }).int(error).min(from, error).max(to, error)
}
const port = wholeNumber(0, 65_535)
const origin = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with https://' })
  .transform((text) => text.replace(/\/+$/, ''))
/**
 * The address that people open and below which WeCom calls paths. It has no path, and uses plain http only for a host
 * without a public name.
 */
const publicOrigin = origin
  .refine((text) => new URL(text).origin === text, 'must be a host without a path, e.g. https://desk.example.com')
  .refine((text) => text.startsWith('https:') || isLocal(new URL(text).hostname), 'must begin with https://')
/** Token of at most 32 characters, key of exactly 43 characters of `[A-Za-z0-9]` (doc 90968). */
const callbackToken = z.string().regex(/^[A-Za-z0-9]{1,32}$/, 'must be 1 to 32 letters and digits')
const callbackKey = z.string().regex(/^[A-Za-z0-9]{43}$/, 'must be 43 letters and digits')
const secret = z.string().min(8)
const sessionSecret = z.string().min(32, 'must have at least 32 characters')

const timeZone = z.string().default('Asia/Shanghai').refine(isTimeZone, 'must be a time zone, e.g. Asia/Shanghai')

/** Location of the data: all that a command other than the server needs. */
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

/** The evidence log: its name, its key, and who stamps its daily checkpoint. */
const logSchema = z.object({
  AUDIT_LOG_ORIGIN: z
    .string()
    .regex(/^[^\s+\p{Cc}]{1,200}$/u, 'must be a name without spaces and +, e.g. desk.example.com/audit')
    .regex(/(?<!\/\d+)$/, 'must not end in /NUMBER: the server counts logs that way')
    .optional(),
  AUDIT_KEY_FILE: z.string().min(1).optional(),
  TSA_URL: z.url({ protocol: /^https?$/, error: 'must be an address of an RFC 3161 service' }).optional(),
})

/** Access to the platform: all that the check of a tenant needs. */
const wecomSchema = z.object({
  WECOM_CORP_ID: z.string().min(1),
  WECOM_AGENT_ID: wholeNumber(1, 2 ** 53 - 1),
  WECOM_AGENT_SECRET: secret,
  WECOM_CONTACTS_SECRET: secret.optional(),
  WECOM_API_BASE: origin.default(TENCENT.api),
})

const logConfigSchema = z.object({
  PORT: port.default(8080),
  PUBLIC_URL: publicOrigin.optional(),
  ...dataSchema.shape,
  ...logSchema.shape,
  TZ_BUSINESS: timeZone,
})

const envSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(8080),
  METRICS_PORT: port.optional(),
  PUBLIC_URL: publicOrigin.optional(),
  TRUST_PROXY: wholeNumber(0, 10).default(0),
  DRAIN_SECONDS: wholeNumber(0, 10).default(2),
  ...dataSchema.shape,
  ...logSchema.shape,
  SESSION_SECRET: sessionSecret,
  SESSION_SECRET_PREVIOUS: sessionSecret.optional(),
  ...wecomSchema.shape,
  WECOM_CALLBACK_TOKEN: callbackToken.optional(),
  WECOM_CALLBACK_AES_KEY: callbackKey.optional(),
  WECOM_CALLBACK_TOKEN_PREVIOUS: callbackToken.optional(),
  WECOM_CALLBACK_AES_KEY_PREVIOUS: callbackKey.optional(),
  WECOM_CONTACTS_CALLBACK_TOKEN: callbackToken.optional(),
  WECOM_CONTACTS_CALLBACK_AES_KEY: callbackKey.optional(),
  WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS: callbackToken.optional(),
  WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS: callbackKey.optional(),
  WECOM_OAUTH_BASE: origin.default(TENCENT.oauth),
  WECOM_LOGIN_BASE: origin.default(TENCENT.login),
  WECOM_VERIFY_FILES: list.pipe(
    z.array(z.string().regex(/^WW_verify_[A-Za-z0-9]{1,64}\.txt$/, 'must be WW_verify_….txt names')),
  ),
  OPS_USERIDS: userids,
  OPS_LEAD_USERIDS: userids,
  HR_USERIDS: userids,
  AUDITOR_USERIDS: userids,
  TZ_BUSINESS: timeZone,
})

const pairedVariables = [
  ['WECOM_CALLBACK_TOKEN', 'WECOM_CALLBACK_AES_KEY'],
  ['WECOM_CONTACTS_CALLBACK_TOKEN', 'WECOM_CONTACTS_CALLBACK_AES_KEY'],
  ['WECOM_CALLBACK_TOKEN_PREVIOUS', 'WECOM_CALLBACK_AES_KEY_PREVIOUS'],
  ['WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS', 'WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS'],
] as const

/**
 * Returns an error for each pair of which one half is missing. Without this check the mistake would only show at the
 * first callback.
 */
function halfPairs(setNames: ReadonlySet<string>) {
  return pairedVariables.flatMap(([first, second]) => {
    if (setNames.has(first) === setNames.has(second)) return []
    const [missing, present] = setNames.has(first) ? [second, first] : [first, second]
    return [`${missing} must be set together with ${present}`]
  })
}

type Environment = Record<string, string | undefined>

/** Returns the variables that are set, by their present names. Until 0.10.0 `…_PREVIOUS` was called `…_ALSO`. */
function readVariables(env: Environment) {
  const set = Object.entries(env).filter(([, value]) => value !== undefined && value !== '')
  const renamed = set.map(([name, value]) => [name.replace(/_ALSO$/, '_PREVIOUS'), value] as const)
  return Object.entries({ ...Object.fromEntries(renamed), ...Object.fromEntries(set) })
}

/**
 * Returns an error for each pair with the earlier name for one half and the present one for the other: they may be of
 * different rotations.
 */
function mixedPairs(env: Environment) {
  const isSet = (name: string) => env[name] !== undefined && env[name] !== ''
  return pairedVariables.flatMap((pair) => {
    const present = pair.filter(isSet)
    const [earlier] = pair.filter((name) => !isSet(name)).map((name) => name.replace(/_PREVIOUS$/, '_ALSO'))
    if (present.length !== 1 || earlier === undefined || !isSet(earlier)) return []
    return [`${earlier} must be renamed to ${earlier.replace(/_ALSO$/, '_PREVIOUS')}, like ${String(present[0])}`]
  })
}

export type Config = ReturnType<typeof readConfig>

/**
 * Returns the configuration; called once, by the composition root.
 *
 * @throws ConfigError that lists every invalid variable without its value
 */
export function readConfig(env: Environment) {
  const variables = readVariables(env)
  const parsed = envSchema.safeParse(Object.fromEntries(variables))
  const names = new Set(variables.map(([name]) => name))
  const issues = parsed.success ? [] : sentencesOf(parsed.error.issues, names)
  const sentences = [...issues, ...halfPairs(names), ...mixedPairs(env)]
  if (!parsed.success || sentences.length > 0) throw new ConfigError(sentences)
  const values = parsed.data
  return { ...values, PUBLIC_URL: values.PUBLIC_URL ?? `http://localhost:${values.PORT}` }
}

/** Returns the part of the configuration that commands other than the server need. @throws ConfigError */
export const readDataConfig = (env: Environment) => readPart(dataSchema, env)

/** Returns what a command that exports evidence needs. @throws ConfigError */
export function readLogConfig(env: Environment) {
  const values = readPart(logConfigSchema, env)
  return { ...values, PUBLIC_URL: values.PUBLIC_URL ?? `http://localhost:${String(values.PORT)}` }
}

/** Returns the access to the platform, which the check of a tenant needs. @throws ConfigError */
export const readWecomConfig = (env: Environment) => readPart(wecomSchema, env)

function readPart<Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> {
  const variables = readVariables(env)
  const parsed = schema.safeParse(Object.fromEntries(variables))
  if (!parsed.success) throw new ConfigError(sentencesOf(parsed.error.issues, new Set(variables.map(([name]) => name))))
  return parsed.data
}

export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  readonly sentences: readonly string[]
  constructor(sentences: readonly string[]) {
    const lines = sentences.map((sentence) => `  ${sentence}`)
    super(
      `These settings keep the server from starting (each is explained in docs/configuration.md):\n${lines.join('\n')}`,
    )
    this.sentences = sentences
  }
}

/** Returns what is wrong with each variable, once. */
function sentencesOf(issues: readonly z.core.$ZodIssue[], setNames: ReadonlySet<string>): string[] {
  const sentences = issues.map(({ path, message }) => {
    const name = path.join('.')
    return setNames.has(String(path[0])) ? `${name} ${message}` : `${name} is missing`
  })
  return [...new Set(sentences)]
}

/** Matches names that only this server uses: an unknown one is misspelt. */
const OWN_NAME = /^(?:WECOM|OPS|HR|AUDITOR|AUDIT|TSA)_/

/** Lists misspelt variables. They do not keep the server from starting: a previous release does not know newer ones. */
export const unknownSettings = (env: Environment): readonly string[] =>
  readVariables(env).flatMap(([name]) =>
    OWN_NAME.test(name) && !isKnown(name.replace(/_ALSO$/, '_PREVIOUS')) ? [name] : [],
  )

const isKnown = (name: string) => name in envSchema.shape

/** Returns whether the host has no public name: localhost, a name without a dot, or an IPv4 address. */
const isLocal = (host: string) => !host.includes('.') || /^[\d.]+$/.test(host) || host.endsWith('.localhost')

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Returns whether any platform address differs from Tencent's: a simulator, or a company proxy. */
export const isCustomWecomBase = (config: Config): boolean =>
  config.WECOM_API_BASE !== TENCENT.api ||
  config.WECOM_OAUTH_BASE !== TENCENT.oauth ||
  config.WECOM_LOGIN_BASE !== TENCENT.login

/** Returns whether desktop sign-in uses Tencent's host, the only one that the JSSDK's panel accepts. */
export const hasTencentLogin = (config: Config): boolean => config.WECOM_LOGIN_BASE === TENCENT.login
