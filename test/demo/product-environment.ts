import { writeAuditKey } from '../lib/audit-key.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'

export type ProductAddresses = {
  port: number
  /** The public address: the gateway in the demo; the server or a slow proxy in measurements. */
  publicUrl: string
  simulatorUrl: string
  dataDir: string
  /** Undefined: PGlite in `dataDir`. */
  databaseUrl?: string | undefined
  /** Whether a proxy sets `X-Forwarded-*`. */
  isProxied: boolean
}

/** Returns the environment variables that connect the product with the simulator at this address. */
export function wecomVariables(simulatorUrl: string): Record<string, string> {
  const { corpId, agentId, agentSecret, contactsSecret, appCallback, contactsCallback } = simulatorDefaults
  return {
    WECOM_CORP_ID: corpId,
    WECOM_AGENT_ID: String(agentId),
    WECOM_AGENT_SECRET: agentSecret,
    WECOM_CONTACTS_SECRET: contactsSecret,
    WECOM_CALLBACK_TOKEN: appCallback.token,
    WECOM_CALLBACK_AES_KEY: appCallback.aesKey,
    WECOM_CONTACTS_CALLBACK_TOKEN: contactsCallback.token,
    WECOM_CONTACTS_CALLBACK_AES_KEY: contactsCallback.aesKey,
    WECOM_API_BASE: simulatorUrl,
    WECOM_OAUTH_BASE: simulatorUrl,
    WECOM_LOGIN_BASE: simulatorUrl,
  }
}

/** Returns the environment variables of the product with a simulator, as an operator sets them. */
export function productEnvironment(addresses: ProductAddresses): Record<string, string> {
  return {
    PORT: String(addresses.port),
    PUBLIC_URL: addresses.publicUrl,
    TRUST_PROXY: addresses.isProxied ? '1' : '0',
    // No load balancer has to notice the shutdown before it begins.
    DRAIN_SECONDS: '0',
    DATA_DIR: addresses.dataDir,
    ...(addresses.databaseUrl && {
      DATABASE_URL: addresses.databaseUrl,
      AUDIT_KEY_FILE: writeAuditKey(addresses.dataDir),
    }),
    SESSION_SECRET: 'demo-only-session-secret-of-48-chars-demo-only-s',
    ...wecomVariables(addresses.simulatorUrl),
    OPS_USERIDS: 'chenhaiyan',
    OPS_LEAD_USERIDS: 'chenhaiyan,tangzhenhua',
    HR_USERIDS: 'xiaolan',
    AUDITOR_USERIDS: 'qinyue',
  }
}
