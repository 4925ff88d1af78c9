import { expect, it } from 'vitest'
import { selfTimes } from './cpu-profile.ts'

it('selfTimes adds up the samples of a function, wherever it was called from, and lists the longest time first', () => {
  const frame = (functionName: string, url = 'file:///desk/server/dist/main.js') => ({
    callFrame: { functionName, url, lineNumber: 41 },
  })
  const profile = {
    nodes: [
      { id: 1, ...frame('sign') },
      { id: 2, ...frame('encrypt') },
      { id: 3, ...frame('sign') },
      { id: 4, ...frame('(idle)', '') },
      { id: 5, ...frame('', 'node:net') },
    ],
    samples: [1, 2, 3, 4, 5],
    timeDeltas: [700, 1000, 5000, 2500, 250],
  }
  expect(selfTimes(profile)).toEqual([
    { name: 'encrypt main.js:42', ms: 5 },
    { name: 'sign main.js:42', ms: 3.5 },
    { name: '(idle)', ms: 0.25 },
    { name: '(anonymous) node:net:42', ms: 0 },
  ])
})
