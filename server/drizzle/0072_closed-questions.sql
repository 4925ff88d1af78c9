-- When questions of earlier releases were closed: by the first answer, by their author, or by the retirement of the policy.
UPDATE policy_questions SET closed_at = closed.at
FROM (
  SELECT question.id, least(answer.at, withdrawal.at, policies.retired_at) AS at
  FROM policy_questions AS question
  LEFT JOIN policies ON policies.id = question.policy_id
  LEFT JOIN (SELECT question_id, min(at) AS at FROM policy_messages WHERE no > 1 GROUP BY 1) AS answer
    ON answer.question_id = question.id
  LEFT JOIN (SELECT details ->> 'question' AS question_id, min(at) AS at FROM audit_entries
    WHERE action = 'policy.question_closed' GROUP BY 1) AS withdrawal ON withdrawal.question_id = question.id
  WHERE NOT question.is_open AND question.closed_at IS NULL
) AS closed
WHERE policy_questions.id = closed.id;
