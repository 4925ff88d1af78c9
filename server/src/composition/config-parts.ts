import { createCallbackReceiver } from '../adapters/wecom/callback-receiver.ts'
import type { Config } from '../config/env.ts'

/** Returns the settings with which the WeCom client calls the API. */
export const wecomOptions = (config: Config) => ({
  apiBase: config.WECOM_API_BASE,
  corpId: config.WECOM_CORP_ID,
  agentId: config.WECOM_AGENT_ID,
  agentSecret: config.WECOM_AGENT_SECRET,
  ...(config.WECOM_CONTACTS_SECRET === undefined ? {} : { contactsSecret: config.WECOM_CONTACTS_SECRET }),
})

/** Returns the settings that features read as `deps.site`. */
export const siteOf = (config: Config) => ({
  publicUrl: config.PUBLIC_URL,
  corpId: config.WECOM_CORP_ID,
  agentId: config.WECOM_AGENT_ID,
  hasAppCallback: config.WECOM_CALLBACK_TOKEN !== undefined,
  hasContactsCallback: config.WECOM_CONTACTS_CALLBACK_TOKEN !== undefined,
  hasContactsSecret: config.WECOM_CONTACTS_SECRET !== undefined,
  hasTimeStamps: config.TSA_URL !== undefined,
  timeZone: config.TZ_BUSINESS,
  firstHolders: firstHolders(config),
})

const firstHolders = (config: Config) => ({
  ops: config.OPS_USERIDS,
  ops_lead: config.OPS_LEAD_USERIDS,
  hr: config.HR_USERIDS,
  auditor: config.AUDITOR_USERIDS,
})

type Pair = { token: string; encodingAesKey: string }
const pairOf = (token: string | undefined, encodingAesKey: string | undefined): Pair | null =>
  token === undefined || encodingAesKey === undefined ? null : { token, encodingAesKey }

/** Creates a receiver for each configured pair of keys. */
export function receiversOf(config: Config) {
  const createReceiver = (receiver: 'app' | 'contacts', pair: Pair | null, previous: Pair | null) =>
    pair && createCallbackReceiver({ receiver, ...pair, previous, corpId: config.WECOM_CORP_ID })
  const app = createReceiver(
    'app',
    pairOf(config.WECOM_CALLBACK_TOKEN, config.WECOM_CALLBACK_AES_KEY),
    pairOf(config.WECOM_CALLBACK_TOKEN_PREVIOUS, config.WECOM_CALLBACK_AES_KEY_PREVIOUS),
  )
  const contacts = createReceiver(
    'contacts',
    pairOf(config.WECOM_CONTACTS_CALLBACK_TOKEN, config.WECOM_CONTACTS_CALLBACK_AES_KEY),
    pairOf(config.WECOM_CONTACTS_CALLBACK_TOKEN_PREVIOUS, config.WECOM_CONTACTS_CALLBACK_AES_KEY_PREVIOUS),
  )
  return { ...(app && { app }), ...(contacts && { contacts }) }
}
