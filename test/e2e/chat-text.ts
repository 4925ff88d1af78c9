import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'

/** Returns a member's chat as JSON, to search in it. */
export const chatText = async (simulator: SimulatorClient, userid: string): Promise<string> =>
  JSON.stringify(await simulator.chat(userid))

/** Waits for a message to this member that contains the text. */
export const waitForMessage = (simulator: SimulatorClient, userid: string, text: string): Promise<true> =>
  until(`"${text}" in the chat of ${userid}`, async () => (await chatText(simulator, userid)).includes(text) || null)
