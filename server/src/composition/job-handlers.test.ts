import { outboxTopics } from '@desk/shared/outbox/outbox-topics'
import { expect } from 'vitest'
import { jobHandlers } from './job-handlers.ts'
import { test } from '../testing/kit.ts'

test('the worker can do everything that has a name for people, and nothing else', ({ kit }) => {
  expect(Object.keys(jobHandlers(kit.deps)).toSorted()).toEqual([...outboxTopics].toSorted())
})
