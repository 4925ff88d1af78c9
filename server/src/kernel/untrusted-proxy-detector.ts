import type { Log } from '../ports/log.ts'

/** Whether requests have forwarding headers that no setting trusts. */
export type UntrustedProxyDetector = { note(): void; isDetected(): boolean }

/** Detects untrusted proxies since the start of this process. Logs once, since the self-check may not be read. */
export function untrustedProxyDetector(log: Pick<Log, 'warn'>): UntrustedProxyDetector {
  let isDetected = false
  return {
    note() {
      if (isDetected) return
      isDetected = true
      log.warn({}, 'requests have X-Forwarded-For and TRUST_PROXY is 0: all clients of the proxy share one address')
    },
    isDetected: () => isDetected,
  }
}
