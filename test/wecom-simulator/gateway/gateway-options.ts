export type GatewayOptions = {
  /** Where the app really listens, e.g. `http://127.0.0.1:4123`. */
  target: string
  /** The simulator as the browser sees it, e.g. `http://localhost:4100`. */
  simulatorUrl: () => string
  /** The folder with `bridge.js`. */
  pageDir: string
  /** Epoch milliseconds; cookies expire by it. */
  nowMs: () => number
  newId: () => string
}
