/** Credentials of the simulated company, shared by the app, the simulator and the tests. They are valid nowhere else. */
export const simulatorDefaults = {
  corpId: 'wwdesk0000000001',
  agentId: 1000002,
  agentSecret: 'k3fQz9XwVb7TnR2mLp5HsD8cYj1GaE6uWi4NoPqB0Zx',
  contactsSecret: 'Tg7Yh2Nc9Rk4Vw1Sx6Fq8Lb3Zm5Pj0Da7Ue2Io9Qt4M',
  appCallback: {
    path: '/wecom/callback/app',
    token: 'vF3kQ8xLmT2pRz6N',
    aesKey: 'q7WmZ2rXk9TbVn4Lc8HsYd1GfJ6PaE3uRi5NoQwB0xC',
  },
  contactsCallback: {
    path: '/wecom/callback/contacts',
    token: 'b9HnS4wKjD7yGc1V',
    aesKey: 'M5nBv8CxZ1LkJh4GfDs7AqWe2RtYu6IoP9mNbVc3XzE',
  },
} as const
