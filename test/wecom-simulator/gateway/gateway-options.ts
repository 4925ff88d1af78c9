export type GatewayOptions = {
  /** Address of the app, e.g. `http://127.0.0.1:4123`. */
  target: string
  /** Address of the simulator for the browser, e.g. `http://localhost:4100`. */
  simulatorUrl: () => string
  /** The folder with `bridge.js`. */
  pageDir: string
  /** The time for the expiry of cookies, in epoch milliseconds. */
  nowMs: () => number
  newId: () => string
}
