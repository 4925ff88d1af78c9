/** Everything that is owed to WeCom or to people and done by the worker. A storage contract: append, never rename. */
export const outboxTopics = [
  'info_change.apply',
  'info_change.prove',
  'request.next_step',
  'request.ladder',
  'requests.reroute',
  'card.pressed',
  'notice.ask',
  'notice.over',
  'notice.taken',
  'notice.result',
  'notice.comment',
  'notice.ops',
  'notice.ops_over',
  'notice.delegation',
  'delegation.turn',
  'notice.digest',
  'workbench.tile',
  'callback.handle',
  'directory.sync',
  'audit.anchor',
] as const
export type OutboxTopic = (typeof outboxTopics)[number]
