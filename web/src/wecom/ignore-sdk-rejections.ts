/**
 * SDK 2.4.4 drops the promise of the configuration that `register` begins. When the page moves on meanwhile, or the
 * client refuses the signature, it is rejected with nobody there to catch it; our own calls are told of it anyway.
 */
const isLeftover = (reason: unknown): boolean => {
  if (reason instanceof Error) return reason.message.startsWith('SDK Error: ')
  const { errMsg } = (typeof reason === 'object' && reason !== null ? reason : {}) as { errMsg?: unknown }
  return typeof errMsg === 'string' && /^(agentConfig|config|preVerifyJSAPI):/.test(errMsg)
}

/** Keeps those rejections, and no others, out of the console and of error reports. */
export function ignoreSdkRejections(target: Pick<Window, 'addEventListener'>): void {
  target.addEventListener('unhandledrejection', (event) => {
    if (isLeftover(event.reason)) event.preventDefault()
  })
}
